.PHONY: test check audit build

test:
	pytest

check:
	ruff check . && ruff format --check . && mypy

audit:
	dlqa audit

build:
	python -m build
