/* Run one function on several threads and wait: no pool, no state that outlives the call, so a
 * process may fork before and after it.
 */
#ifndef DLQA_THREADS_H
#define DLQA_THREADS_H

#include <stddef.h>
#include <stdint.h>

#define DLQA_MAX_THREADS 256

/* Work number `index` of `count`; it must not touch Python. */
typedef void (*dlqa_work)(void *job, int index, int count);

struct dlqa_task {
    dlqa_work work;
    void *job;
    int index, count;
};

#if defined(_WIN32)

#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <windows.h>
#include <process.h>

typedef HANDLE dlqa_thread;

static unsigned __stdcall dlqa_run_task(void *argument)
{
    struct dlqa_task *task = (struct dlqa_task *)argument;
    task->work(task->job, task->index, task->count);
    return 0;
}

static inline int dlqa_start(dlqa_thread *thread, struct dlqa_task *task)
{
    *thread = (HANDLE)_beginthreadex(NULL, 0, dlqa_run_task, task, 0, NULL);
    return *thread != 0;
}

static inline void dlqa_join(dlqa_thread thread)
{
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}

/* Take the next number of a shared counter, from 0. */
static inline int64_t dlqa_next(volatile int64_t *counter)
{
    return InterlockedIncrement64((volatile LONG64 *)counter) - 1;
}

#else

#include <pthread.h>

typedef pthread_t dlqa_thread;

static void *dlqa_run_task(void *argument)
{
    struct dlqa_task *task = (struct dlqa_task *)argument;
    task->work(task->job, task->index, task->count);
    return NULL;
}

static inline int dlqa_start(dlqa_thread *thread, struct dlqa_task *task)
{
    return pthread_create(thread, NULL, dlqa_run_task, task) == 0;
}

static inline void dlqa_join(dlqa_thread thread)
{
    pthread_join(thread, NULL);
}

/* Take the next number of a shared counter, from 0. */
static inline int64_t dlqa_next(volatile int64_t *counter)
{
    return __atomic_fetch_add(counter, 1, __ATOMIC_RELAXED);
}

#endif

/* Run work(job, 0..count-1, count), each on a thread of its own, and return when all are done.
 * A thread that cannot be started has its share done by the caller. */
static inline void dlqa_parallel(int count, dlqa_work work, void *job)
{
    dlqa_thread threads[DLQA_MAX_THREADS];
    struct dlqa_task tasks[DLQA_MAX_THREADS];
    int index, started = 0;
    if (count > DLQA_MAX_THREADS)
        count = DLQA_MAX_THREADS;
    for (index = 1; index < count; index++) {
        struct dlqa_task task = {work, job, index, count};
        tasks[index] = task;
        if (!dlqa_start(&threads[started], &tasks[index]))
            break;
        started++;
    }
    work(job, 0, count);
    for (; index < count; index++)
        work(job, index, count);
    for (index = 0; index < started; index++)
        dlqa_join(threads[index]);
}

#endif
