# `make` alone says what there is. Folders and files given as variables may hold spaces.

PHOTO ?= Examples/raccoon.jpg
OUT ?= dream.png
PREFIX ?= /usr/local
MUTATIONS ?= 100000
PICTURES ?=

release := .build/release
libexec := $(DESTDIR)$(PREFIX)/lib/reverie
bin := $(DESTDIR)$(PREFIX)/bin
# A program finds its bundles beside itself, where its links end: hence one folder for both, and a link in bin.
bundles := '(' -name 'reverie_*.resources' -o -name 'reverie_*.bundle' ')' ! -name '*Tests.*'
# For our own code: SwiftPM keeps the warnings of dependencies quiet.
strict := -Xswiftc -warnings-as-errors -Xcxx -Werror
# Every target names the modules that it imports.
declared := --explicit-target-dependency-import-check error

.PHONY: fuzz-pictures help setup build dream model example test check bench fuzz docs site lint fixtures install uninstall clean

help: ## Say what there is (the default)
	@echo 'Reverie trains networks and makes them dream.'
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## Put libtorch and the system libraries in place, where missing
	@Scripts/setup.sh

build: setup ## Build the release binary, .build/release/reverie
	swift build -c release --product reverie

dream: build model ## Dream a photo (PHOTO=photo.jpg OUT=dream.png)
	$(release)/reverie dream "$(PHOTO)" -o "$(OUT)"

# Where it cannot be had, the dream goes on with the built-in model and says so.
model: build ## Fetch ImageNet's VGG16 into the library of models, where it is missing (64 MB)
	@$(release)/reverie models show imagenet-vgg16 >/dev/null 2>&1 \
	  || $(release)/reverie models pull imagenet-vgg16 \
	  || echo 'Going on without imagenet-vgg16; `make model` tries again.'

example: setup ## Build the example package, which uses the libraries as other packages do, and dream with it
	swift build -c release --package-path Examples/DreamInTwentyLines
	Examples/DreamInTwentyLines/.build/release/DreamInTwentyLines "$(PHOTO)" "$(OUT)"

test: setup lint ## Check the format, build without a warning, run the tests
	swift build --build-tests $(strict) $(declared)
	swift test --skip-build --disable-xctest

# Processes, training runs and files of harmed bytes take most of a test run's time.
slow = ^reverieTests\.|TrainerTests|FrozenTests|ParityTests|MutationTests|AutoSettings

check: lint ## Check the format, build, and run the quick tests: what an edit needs
	swift build --build-tests $(strict) $(declared)
	swift test --skip-build --disable-xctest --skip '$(slow)'

# The quarantine of freed memory would count as the reader's.
sanitizer = ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=16:allocator_may_return_null=1:max_allocation_size_mb=1024

fuzz: setup fuzz-pictures ## Read harmed pictures and checkpoints under address sanitizers (MUTATIONS=100000)
	REVERIE_MUTATIONS=$(MUTATIONS) ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=16 \
	  swift test --sanitize=address --scratch-path .build-asan --disable-xctest --filter MutationTests

fuzz-pictures: ## Decode harmed pictures, and those in CORPUS too, under address and undefined-behavior sanitizers
	mkdir -p .build/fuzz
	clang -g -O1 -fuse-ld=lld -fsanitize=address,undefined -fno-sanitize-recover=undefined -ISources/CImage/include \
	  $$(pkg-config --cflags vips) Tests/Robustness/fuzz_pictures.c $$(find Sources/CImage -name '*.c') -o .build/fuzz/pictures \
	  $$(pkg-config --libs vips libjpeg)
	$(sanitizer) .build/fuzz/pictures $(MUTATIONS) Tests/ImagingTests/Fixtures/* \
	  $(if $(CORPUS),$$(find $(CORPUS) -type f -size -64k))

bench: build ## Time dreams, training and explanations beside PyTorch's, with PICTURES=folder loading too (6 GB for PyTorch at first)
	Scripts/python_for_fixtures.sh Benchmarks/bench.py
	Scripts/python_for_fixtures.sh Benchmarks/training.py
	Scripts/python_for_fixtures.sh Benchmarks/explaining.py
	@if [ -n "$(PICTURES)" ]; then Scripts/python_for_fixtures.sh Benchmarks/loading.py "$(PICTURES)" \
	  && Scripts/python_for_fixtures.sh Benchmarks/waiting.py "$(PICTURES)"; \
	else echo 'Loading is timed with PICTURES=<a folder of pictures>.'; fi

modules = Networks Checkpoints Imaging Training Datasets Dreaming Explaining Torch Settings Files Archives Downloads Pages

docs: setup ## Make the API documentation of the libraries in .build/docs
	REVERIE_DOCS=1 swift package --allow-writing-to-directory .build/docs generate-documentation \
	  $(foreach module,$(modules),--target $(module)) --enable-experimental-combined-documentation \
	  --transform-for-static-hosting --output-path .build/docs

site: ## Make the docs plain HTML pages in .build/site, which need no server
	@[ -x .build/site-python/bin/python ] || python3 -m venv .build/site-python
	@.build/site-python/bin/pip install --quiet --disable-pip-version-check markdown==3.11.3
	@.build/site-python/bin/python Scripts/site/make_site.py . .build/site

lint: ## Check the format alone
	swift format lint --recursive --strict Sources Tests Examples/*/Package.swift Examples/*/Sources Package.swift

fixtures: ## Make the test fixtures again, with PyTorch in an environment of its own (6 GB)
	Scripts/python_for_fixtures.sh Tests/Fixtures/make_fixtures.py

# Under sudo, what the user has built is installed, so that root builds and fetches nothing.
install: $(if $(SUDO_USER),,build) ## Install into PREFIX (/usr/local) under DESTDIR
	@test -x $(release)/reverie || { echo 'Nothing is built yet: run `make build` first.' >&2; exit 1; }
	rm -rf "$(libexec)"
	install -d "$(libexec)" "$(bin)"
	install -m 755 $(release)/reverie "$(libexec)"
	find $(release)/ -maxdepth 1 $(bundles) -exec cp -R {} "$(libexec)" ';'
	ln -sf ../lib/reverie/reverie "$(bin)/reverie"
	@echo "Installed $(bin)/reverie. It loads libtorch from $$(readlink .libtorch)/lib: keep that folder."

uninstall: ## Take away what `make install` put there
	rm -rf "$(libexec)"
	rm -f "$(bin)/reverie"

clean: ## Remove what was built (libtorch stays in the cache)
	rm -rf .build Examples/*/.build
