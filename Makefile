.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
export QT_QPA_PLATFORM ?= offscreen

.PHONY: help demo test coverage bench plugin docs images check

help: ## liste ces commandes
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## / : /'

.venv/ready: requirements.lock pyproject.toml tools/environment.sh
	tools/environment.sh

.venv/demo: requirements-demo.lock pyproject.toml tools/environment.sh
	test -e .venv/ready || tools/environment.sh demo
	touch .venv/demo

demo: .venv/demo ## diagnostic du territoire fictif, dans out/demo/
	.venv/bin/geotools demo --out out/demo --overwrite

test: .venv/ready ## toute la suite de tests ; installe QGIS et Chromium de Debian s’ils manquent
	tools/test.sh

coverage: .venv/ready ## la suite, avec les lignes qu’elle ne touche pas
	tools/test.sh --cov --cov-report=term:skip-covered

check: .venv/ready ## style et types : ce que la CI vérifie avant les tests
	.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy

bench: .venv/ready ## mesures face aux pairs, écrites dans benchmarks/RESULTS.md
	$(PYTHON) -m pip install --quiet --constraint requirements.lock --editable ".[bench]" && $(PYTHON) benchmarks/run.py --resume

plugin: .venv/ready ## le zip de l’extension QGIS, dans dist/
	$(PYTHON) tools/package_plugin.py

images: .venv/ready ## les images du README et de la référence des opérations, d’après la démonstration
	$(PYTHON) tools/picture_operations.py out/demo
	$(PYTHON) tools/picture_report.py out/demo

docs: .venv/ready ## l’index, la référence des opérations et le site, dans docs/_build/html
	$(PYTHON) tools/index_operations.py
	$(PYTHON) tools/document_operations.py
	$(PYTHON) -m sphinx --quiet --fail-on-warning --keep-going -b html docs docs/_build/html
