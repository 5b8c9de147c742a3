/* Python source as a string of normalised tokens, one byte each.
 *
 *   keyword                its number, from SIMILARITY_KEYWORD on
 *   name, number, string   SIMILARITY_NAME, _NUMBER, _STRING, whatever they say
 *   anything else          the character itself: '+' or '('; so ** is two tokens
 *
 * Comments, white space, line ends, indentation, backslashes outside of strings and semicolons
 * leave nothing behind, and neither does a statement of nothing but strings, such as a docstring.
 *
 * There is no grammar, so a file that Python refuses has tokens like any other. A string that
 * lacks its end goes to the end of its line. The text is UTF-8; a character outside of ASCII
 * belongs to a name, except the no-break space and the byte order mark, which are white space.
 */
#ifndef DLQA_SIMILARITY_LEXER_H
#define DLQA_SIMILARITY_LEXER_H

#include <stdint.h>
#include <string.h>

enum {
    SIMILARITY_NAME = 'a',
    SIMILARITY_NUMBER = '0',
    SIMILARITY_STRING = '"',
    SIMILARITY_KEYWORD = 128,
    SIMILARITY_STATEMENTS = 17, /* keywords that cannot stand inside brackets: the first ones */
    SIMILARITY_KEYWORDS = 35
};

/* One text and what was made of it. starts and ends, in bytes, may be NULL. */
struct similarity_text {
    const uint8_t *text;
    int64_t size;
    uint8_t *codes;         /* room for `size` tokens */
    int64_t *starts, *ends; /* likewise */
    int64_t count, statement, depth;
    int only_strings;  /* so far in this statement, which began at token `statement` */
    unsigned hopeless; /* kinds of triple quotes that open here and never close */
};

/* Keywords by open addressing; a word of up to 8 letters is one number. */
struct similarity_keywords {
    uint64_t words[128];
    uint8_t codes[128];
};

static inline unsigned similarity_slot(uint64_t word)
{
    return (unsigned)((word * UINT64_C(0x9e3779b97f4a7c15)) >> 57);
}

static inline void similarity_fill_keywords(struct similarity_keywords *table)
{
    static const char *const names[SIMILARITY_KEYWORDS] = {
        "assert", "break",    "class", "continue", "def",    "del",   "except", "finally", "global",
        "import", "nonlocal", "pass",  "raise",    "return", "try",   "while",  "with",    "False",
        "None",   "True",     "and",   "as",       "async",  "await", "elif",   "else",    "for",
        "from",   "if",       "in",    "is",       "lambda", "not",   "or",     "yield"};
    int i;
    memset(table, 0, sizeof *table);
    for (i = 0; i < SIMILARITY_KEYWORDS; i++) {
        const char *letter;
        uint64_t word = 0;
        unsigned slot;
        for (letter = names[i]; *letter; letter++)
            word = word << 8 | (uint8_t)*letter;
        for (slot = similarity_slot(word); table->words[slot]; slot = (slot + 1) & 127)
            ;
        table->words[slot] = word;
        table->codes[slot] = (uint8_t)(SIMILARITY_KEYWORD + i);
    }
}

/* The code of a word: a keyword's, or that of names. */
static inline uint8_t similarity_keyword(const struct similarity_keywords *table, uint64_t word)
{
    unsigned slot = similarity_slot(word);
    for (; table->words[slot]; slot = (slot + 1) & 127)
        if (table->words[slot] == word)
            return table->codes[slot];
    return SIMILARITY_NAME;
}

/* What a character can begin: s space, n line end, a name, 0 number, . number or operator,
 * q string, h comment, b opening and e closing bracket, o operator, ; and \ themselves. */
static inline char similarity_kind(uint8_t c)
{
    static const char kinds[] = "sssssssss"
                                "snssnss"
                                "ssssssssssssssss"
                                "soqhoooqbeoooo.o"
                                "0000000000o;oooo"
                                "oaaaaaaaaaaaaaaa"
                                "aaaaaaaaaaab\\eoa"
                                "oaaaaaaaaaaaaaaa"
                                "aaaaaaaaaaaboeos";
    return c < 128 ? kinds[c] : 'a';
}

static inline int similarity_in_name(uint8_t c)
{
    char kind = similarity_kind(c);
    return kind == 'a' || kind == '0';
}

static inline int similarity_is_newline(uint8_t c)
{
    return c == '\n' || c == '\r';
}

/* The character at `at`, or a space behind the end. */
static inline uint8_t similarity_peek(const struct similarity_text *t, int64_t at)
{
    return at < t->size ? t->text[at] : ' ';
}

/* The length of a white space of more than one byte that begins at `at`, or 0. */
static inline int similarity_wide_space(const struct similarity_text *t, int64_t at)
{
    if (t->text[at] == 0xc2)
        return similarity_peek(t, at + 1) == 0xa0 ? 2 : 0; /* U+00A0 */
    if (t->text[at] == 0xef && similarity_peek(t, at + 1) == 0xbb)
        return similarity_peek(t, at + 2) == 0xbf ? 3 : 0; /* U+FEFF */
    return 0;
}

static inline void similarity_emit(struct similarity_text *t, uint8_t code, int64_t from, int64_t to)
{
    t->codes[t->count] = code;
    if (t->starts != NULL) {
        t->starts[t->count] = from;
        t->ends[t->count] = to;
    }
    t->count++;
    t->only_strings &= code == SIMILARITY_STRING;
}

/* A statement is over: forget it if it was nothing but strings. */
static inline void similarity_end_statement(struct similarity_text *t)
{
    if (t->only_strings)
        t->count = t->statement;
    t->statement = t->count;
    t->only_strings = 1;
}

static inline int64_t similarity_end_of_line(const struct similarity_text *t, int64_t at)
{
    while (at < t->size && !similarity_is_newline(t->text[at]))
        at++;
    return at;
}

static inline int similarity_is_triple(const struct similarity_text *t, int64_t at)
{
    uint8_t quote = t->text[at];
    return similarity_peek(t, at + 1) == quote && similarity_peek(t, at + 2) == quote;
}

/* Where a string whose three quotes stand at `at` ends. That there is no end is remembered, so
 * that a file of opening quotes is not searched once for each of them. */
static inline int64_t similarity_skip_triple(struct similarity_text *t, int64_t at)
{
    uint8_t quote = t->text[at];
    unsigned kind = quote == '"' ? 1 : 2;
    int64_t p;
    if (!(t->hopeless & kind))
        for (p = at + 3; p < t->size; p++) {
            if (t->text[p] == '\\')
                p++;
            else if (t->text[p] == quote && similarity_is_triple(t, p))
                return p + 3;
        }
    t->hopeless |= kind;
    return similarity_end_of_line(t, at);
}

/* Where the string whose quote stands at `at` ends. */
static inline int64_t similarity_skip_string(struct similarity_text *t, int64_t at)
{
    uint8_t quote = t->text[at];
    if (similarity_is_triple(t, at))
        return similarity_skip_triple(t, at);
    for (at++; at < t->size && !similarity_is_newline(t->text[at]); at++) {
        if (t->text[at] == quote)
            return at + 1;
        if (t->text[at] == '\\') {
            if (at + 1 == t->size)
                return at;
            at++;
            if (t->text[at] == '\r' && similarity_peek(t, at + 1) == '\n')
                at++;
        }
    }
    return at;
}

/* Where the number at `at` ends: 0x and its digits, else digits, letters and points, and a sign
 * behind an e. */
static inline int64_t similarity_skip_number(const struct similarity_text *t, int64_t at)
{
    int hex = t->text[at] == '0' && (similarity_peek(t, at + 1) | 32) == 'x';
    for (at++; at < t->size; at++) {
        uint8_t c = t->text[at];
        if (c >= 128 || !(similarity_in_name(c) || c == '.'))
            break;
        if (!hex && (c | 32) == 'e') {
            uint8_t sign = similarity_peek(t, at + 1);
            if ((sign == '+' || sign == '-') && similarity_kind(similarity_peek(t, at + 2)) == '0')
                at++;
        }
    }
    return at;
}

/* Take the name, keyword or string with a prefix that begins at `at`; gives its end. */
static inline int64_t similarity_take_name(struct similarity_text *t,
                                           const struct similarity_keywords *keywords, int64_t at)
{
    int64_t first = at, length;
    uint64_t word = 0;
    uint8_t code = SIMILARITY_NAME;
    while (at < t->size && similarity_in_name(t->text[at])) {
        if (t->text[at] >= 128 && similarity_wide_space(t, at))
            break;
        word = word << 8 | t->text[at++];
    }
    length = at - first;
    if (length <= 2 && similarity_kind(similarity_peek(t, at)) == 'q') {
        static const char prefixes[] = "rbuftRBUFT";
        if (strchr(prefixes, t->text[first]) && strchr(prefixes, t->text[at - 1])) {
            at = similarity_skip_string(t, at);
            similarity_emit(t, SIMILARITY_STRING, first, at);
            return at;
        }
    }
    if (length <= 8)
        code = similarity_keyword(keywords, word);
    if (code >= SIMILARITY_KEYWORD && code < SIMILARITY_KEYWORD + SIMILARITY_STATEMENTS)
        t->depth = 0; /* a bracket before it was left open */
    similarity_emit(t, code, first, at);
    return at;
}

/* Fill codes, starts, ends and count from text and size. */
static inline void similarity_lex(struct similarity_text *t,
                                  const struct similarity_keywords *keywords)
{
    int64_t at = 0, first;
    t->count = t->statement = t->depth = 0;
    t->only_strings = 1;
    t->hopeless = 0;
    while (at < t->size) {
        uint8_t c = t->text[first = at++];
        char kind = similarity_kind(c);
        switch (kind) {
        case 'a':
            if (c >= 128 && similarity_wide_space(t, first))
                at = first + similarity_wide_space(t, first);
            else
                at = similarity_take_name(t, keywords, first);
            break;
        case 's':
            break;
        case 'n':
            if (t->depth == 0)
                similarity_end_statement(t);
            break;
        case ';':
            similarity_end_statement(t);
            break;
        case '\\':
            at += similarity_peek(t, at) == '\r' && similarity_peek(t, at + 1) == '\n';
            at += similarity_is_newline(similarity_peek(t, at));
            break;
        case 'h':
            at = similarity_end_of_line(t, at);
            break;
        case 'q':
            at = similarity_skip_string(t, first);
            similarity_emit(t, SIMILARITY_STRING, first, at);
            break;
        case '.':
            if (similarity_kind(similarity_peek(t, at)) != '0') {
                similarity_emit(t, c, first, at);
                break;
            }
            /* fall through */
        case '0':
            at = similarity_skip_number(t, first);
            similarity_emit(t, SIMILARITY_NUMBER, first, at);
            break;
        default:
            if (kind == 'b')
                t->depth++;
            else if (kind == 'e' && t->depth > 0)
                t->depth--;
            similarity_emit(t, c, first, at);
        }
    }
    similarity_end_statement(t);
}

#endif
