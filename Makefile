.PHONY: test check audit build sanitize clang fuzz

test:
	pytest

check:
	ruff check . && ruff format --check . && mypy

audit:
	dlqa audit

build:
	python -m build

# The kernels' tests with index checks, AddressSanitizer and UndefinedBehaviorSanitizer.
sanitize:
	rm -rf build/sanitized
	DLQA_DEBUG_BUILD=1 DLQA_SANITIZE=1 pip install --quiet --no-deps --target build/sanitized .
	LD_PRELOAD="$$(gcc -print-file-name=libasan.so)" ASAN_OPTIONS=detect_leaks=0 \
		DLQA_EXPECT_BACKEND=cython PYTHONPATH=build/sanitized pytest tests/core -p no:cacheprovider

# The kernels' tests as clang compiles them; any warning of ours ends it.
clang:
	rm -rf build/clang && mkdir -p build
	CC=clang CFLAGS="-Wall -Wextra" pip install --verbose --no-deps --target build/clang . \
		> build/clang.log 2>&1
	! grep -E "dlqa_core/_c/.*warning:" build/clang.log
	DLQA_EXPECT_BACKEND=cython PYTHONPATH=build/clang pytest tests/core -p no:cacheprovider

# The properties of the kernels on many more inputs than a normal run has, and other ones each time.
fuzz:
	pytest tests/core --hypothesis-profile=fuzz
