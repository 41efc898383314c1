.DEFAULT_GOAL := help
.PHONY: help setup run run-channels test browser unit lint bench month widget index check evaluate lock clean

PYTHON ?= python3
BIN := .venv/bin
# Nothing is fetched once the environments stand.
export HF_HUB_OFFLINE := 1
export TRANSFORMERS_OFFLINE := 1
# Compiled once and kept out of the tree: a server starts seconds sooner.
export PYTHONPYCACHEPREFIX := $(CURDIR)/var/pycache
unexport PYTHONDONTWRITEBYTECODE
# Each of them collects every test: more than four take longer to begin than they save.
SIDE_BY_SIDE := -n auto --maxprocesses 4

help: ## show these recipes
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

setup: ## both Python environments, from the lock files
	@$(PYTHON) ops/setup.py

run: setup ## everything: set-up, training, index, both servers, then the address
	@$(BIN)/tungbuoc serve

run-channels: setup ## the same, with twins of the messengers to click through
	@$(BIN)/tungbuoc channels demonstrate

test: browser lint ## set-up, linters, unit tests, then the tests against running servers
	@$(BIN)/tungbuoc prepare
	@$(BIN)/tungbuoc knowledge check
	@$(BIN)/python -m ops.postgres
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not servers and not scale and not browser"
	@$(BIN)/python -m pytest -m "servers or scale or browser"

browser: setup ## Chromium for the tests of the widget, where it is missing
	@$(PYTHON) ops/setup.py --browser

unit: setup ## the fast tests: no server, no network, no model
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not servers and not scale and not built and not whole and not browser"

lint: setup ## ruff, mypy, import arrows
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache > var/imports.txt 2>&1 || (cat var/imports.txt && false)

bench: setup ## times, memory, sizes beside others; STORE=… for the portal's size as well
	@$(BIN)/tungbuoc prepare
	@$(BIN)/python -m ops.bench $(if $(STORE),--store $(STORE))

month: setup ## the desk's pages over a month of 50,000 conversations, timed
	@$(BIN)/python -m ops.postgres
	@$(BIN)/python -m ops.month_pages --database sqlite --database postgresql --out docs/month-pages.md

widget: browser ## the widget beside two published ones: size, requests, time to interactive
	@$(BIN)/python -m ops.widget_bench --out docs/widget-figures.md

index: setup ## the retrieval index and Rasa's model, only what changed
	@$(BIN)/tungbuoc prepare

check: setup ## the strict check of every procedure record
	@$(BIN)/tungbuoc knowledge check

evaluate: index ## accuracy on the published questions
	@$(BIN)/tungbuoc evaluate tests/evaluation/twelve.jsonl

lock: setup ## write both lock files anew from pyproject.toml
	@$(PYTHON) ops/lock.py

clean: ## forget everything built (environments stay)
	rm -rf var
