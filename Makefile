# cleave -- one Makefile, not recursive; objects and programs under build/.
#
#   make run         build all and open the tutor (without a terminal: the tour)
#   make test        every test that fits in minutes
#   make soak sim    the long forms of the kill campaign and the simulation
#   make bench       the table of ratios
#   make install     DESTDIR= PREFIX=/usr/local
#   make check tidy valgrind   the source against its rules; clang-tidy; valgrind
#   MODE=release (default) | debug | asan | planted
#
# The packages it needs are found, and installed where they are missing, by
# setup.sh, which writes build/packages.mk; make reads itself anew after that.

MODE ?= release
PREFIX ?= /usr/local
DESTDIR ?=

ifeq ($(MODE),release)
BUILD ?= build
MODE_FLAGS := -O2 -D_FORTIFY_SOURCE=2
else ifeq ($(MODE),debug)
BUILD ?= build/debug
MODE_FLAGS := -O0
else ifeq ($(MODE),asan)
BUILD ?= build/asan
MODE_FLAGS := -O1 -fsanitize=address,undefined -fno-omit-frame-pointer \
    -fno-sanitize-recover=undefined
else ifeq ($(MODE),planted)
BUILD ?= build/planted
MODE_FLAGS := -O1 -DPLANTED_BUGS
else
$(error MODE must be release, debug, asan or planted, not "$(MODE)")
endif

.DEFAULT_GOAL := all
WITHOUT_PACKAGES := clean help
ifneq ($(filter-out $(WITHOUT_PACKAGES),$(or $(MAKECMDGOALS),all)),)
include build/packages.mk
endif

build/packages.mk: setup.sh
	@./setup.sh $@

VERSION := 0.1.0
CFLAGS ?= -g
OUR_CFLAGS := -std=c17 -D_GNU_SOURCE -DCLEAVE_VERSION='"$(VERSION)"' \
    -I. -I$(BUILD)/gen $(MODE_FLAGS) \
    -Wall -Wextra -Wno-missing-field-initializers \
    -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
    -Wpointer-arith -Wwrite-strings -Wformat=2 -Werror=format-security \
    -Werror=implicit-function-declaration -Werror=return-type \
    -fstack-protector-strong -fno-strict-aliasing -MMD -MP \
    $(PACKAGE_CFLAGS) $(LLHTTP_CFLAGS)
LINK = $(CC) $(MODE_FLAGS) $(LDFLAGS) -o $@ $(filter %.o %.a,$^) \
    -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
    -Wl,--as-needed $(SERVE_LIBS) $(LLHTTP_LIBS) -lm

# ---- sources, by room ----

DOMAINS := customers orders payments inventory shipping
PROTOS := $(wildcard chassis/contracts/*.proto domain/*/*.proto)
SCHEMAS := $(wildcard domain/*/*.sql split/patterns/*.sql split/services/*/*.sql \
    tutor/study/*.sql)
objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(sort $(wildcard $(1))))

CONTRACT_OBJ := $(patsubst %.proto,$(BUILD)/obj/gen/%.pb-c.o,$(PROTOS))
CHASSIS_OBJ := $(call objects,chassis/*.c)
ifneq ($(LLHTTP_DIR),)
CHASSIS_OBJ += $(BUILD)/obj/llhttp/llhttp.o $(BUILD)/obj/llhttp/api.o \
    $(BUILD)/obj/llhttp/http.o
endif
PATTERN_OBJ := $(call objects,split/patterns/*.c)
DOMAIN_OBJ := $(call objects,domain/*/*.c)
API_OBJ := $(call objects,domain/api/*.c)
MONOLITH_OBJ := $(call objects,monolith/*.c)
GATEWAY_OBJ := $(call objects,split/platform/gateway/*.c)
REGISTRY_OBJ := $(call objects,split/platform/registry/*.c)
COLLECTOR_OBJ := $(call objects,split/platform/collector/*.c)
SUPERVISOR_OBJ := $(call objects,split/platform/supervisor/*.c)
SIDECAR_OBJ := $(call objects,split/platform/sidecar/*.c)
TUTOR_OBJ := $(call objects,tutor/*.c tutor/*/*.c)
service_objects = $(call objects,split/services/$(1)/*.c)
domain_objects = $(call objects,domain/$(1)/*.c)

LIB := $(BUILD)/lib
CHASSIS := $(LIB)/libchassis.a $(LIB)/libcontracts.a
PROGRAMS := cleave cleave-monolith cleave-gateway cleave-supervisor \
    cleave-registry cleave-collector cleave-sidecar cleave-vip \
    $(addprefix cleave-,$(DOMAINS))
BINARIES := $(addprefix $(BUILD)/bin/,$(PROGRAMS))

.SECONDARY:
.DELETE_ON_ERROR:
.PHONY: all help clean run
all: $(BINARIES)

help:
	@sed -n '3,9s/^# \{0,1\}//p' Makefile

clean:
	rm -rf build

run: all
	@$(BUILD)/bin/cleave

# ---- generated: contracts from .proto, schemas as C strings ----

$(BUILD)/gen/%.pb-c.c $(BUILD)/gen/%.pb-c.h &: %.proto
	@mkdir -p $(BUILD)/gen
	@protoc-c --c_out=$(BUILD)/gen -I. $<

# All contracts as protoc describes them, for reflection: the bytes of a
# FileDescriptorSet as numbers between commas.
$(BUILD)/gen/chassis/contracts/descriptors.inc: $(PROTOS)
	@mkdir -p $(@D)
	@protoc-c --descriptor_set_out=$(@D)/descriptors.bin --include_imports \
	    -I. $(PROTOS)
	@od -An -v -tu1 $(@D)/descriptors.bin | sed 's/[0-9][0-9]*/&,/g' > $@

$(BUILD)/gen/%.sql.inc: %.sql
	@mkdir -p $(@D)
	@sed -e 's/[\\"]/\\&/g' -e 's/.*/"&\\n"/' $< > $@

GENERATED := $(patsubst %.proto,$(BUILD)/gen/%.pb-c.h,$(PROTOS)) \
    $(patsubst %.sql,$(BUILD)/gen/%.sql.inc,$(SCHEMAS)) \
    $(BUILD)/gen/chassis/contracts/descriptors.inc

# ---- objects and archives ----

$(BUILD)/obj/%.o: %.c build/packages.mk | $(GENERATED)
	@mkdir -p $(@D)
	@echo "  cc  $<"
	@$(CC) $(OUR_CFLAGS) $(CFLAGS) $(EXTRA_$(subst /,_,$*)) -c -o $@ $<

$(BUILD)/obj/gen/%.pb-c.o: $(BUILD)/gen/%.pb-c.c | $(GENERATED)
	@mkdir -p $(@D)
	@$(CC) $(OUR_CFLAGS) $(CFLAGS) -w -c -o $@ $<

$(BUILD)/obj/llhttp/%.o: $(LLHTTP_DIR)/%.c build/packages.mk
	@mkdir -p $(@D)
	@$(CC) $(OUR_CFLAGS) $(CFLAGS) -w -c -o $@ $<

archive = @mkdir -p $(@D) && rm -f $@ && $(AR) rcs $@ $^
$(LIB)/libchassis.a: $(CHASSIS_OBJ)
	$(archive)
$(LIB)/libcontracts.a: $(CONTRACT_OBJ)
	$(archive)
$(LIB)/libpatterns.a: $(PATTERN_OBJ)
	$(archive)

# ---- programs ----

link = @mkdir -p $(@D) && echo "  ld  $@" && $(LINK)

$(BUILD)/bin/cleave-monolith: $(MONOLITH_OBJ) $(DOMAIN_OBJ) $(CHASSIS)
	$(link)
$(BUILD)/bin/cleave-gateway: $(GATEWAY_OBJ) $(API_OBJ) $(LIB)/libpatterns.a $(CHASSIS)
	$(link)
$(BUILD)/bin/cleave-registry: $(REGISTRY_OBJ) $(CHASSIS)
	$(link)
$(BUILD)/bin/cleave-collector: $(COLLECTOR_OBJ) $(CHASSIS)
	$(link)
$(BUILD)/bin/cleave-supervisor: $(SUPERVISOR_OBJ) $(CHASSIS)
	$(link)
# One program, two names: before one instance, or at virtual addresses.
$(BUILD)/bin/cleave-sidecar $(BUILD)/bin/cleave-vip: $(SIDECAR_OBJ) $(LIB)/libpatterns.a $(CHASSIS)
	$(link)
$(BUILD)/bin/cleave: $(TUTOR_OBJ) $(API_OBJ) $(CHASSIS)
	$(link) $(TUTOR_LIBS)

define service_program
$(BUILD)/bin/cleave-$(1): $(call service_objects,$(1)) $(call domain_objects,$(1)) $(API_OBJ) $(LIB)/libpatterns.a $(CHASSIS)
	$$(link)
endef
$(foreach d,$(DOMAINS),$(eval $(call service_program,$(d))))

# ---- for editors and readers of the source ----

.PHONY: tidy format
OUR_SRC := $(sort $(wildcard chassis/*.c domain/*.c domain/*/*.c monolith/*.c \
    split/*/*.c split/*/*/*.c tutor/*.c tutor/*/*.c))
tidy: $(GENERATED)
	@echo '  clang-tidy, all sources'
	@printf '%s\n' $(OUR_SRC) | xargs -P $$(nproc) -n 12 sh -c \
	    'clang-tidy --quiet "$$@" -- $(subst ','\'',$(OUR_CFLAGS)) 2>/dev/null' tidy

format:
	clang-format -i $(OUR_SRC) $(OUR_SRC:.c=.h)

.PHONY: compile_commands.json
compile_commands.json: $(GENERATED)
	@{ echo '['; sep=; for f in $(OUR_SRC); do \
	    printf '%s{"directory":"%s","file":"%s","command":"%s -c %s"}\n' \
	        "$$sep" "$(CURDIR)" "$$f" \
	        '$(CC) $(subst ",\\\",$(subst ',,$(OUR_CFLAGS)))' "$$f"; sep=,; \
	done; echo ']'; } > $@

# ---- install ----

MAN := $(DESTDIR)$(PREFIX)/share/man
SHARE := $(DESTDIR)$(PREFIX)/share/cleave
.PHONY: install
install: $(BINARIES)
	install -d $(DESTDIR)$(PREFIX)/bin $(MAN)/man1 $(MAN)/ko/man1
	install -m 755 $(BINARIES) $(DESTDIR)$(PREFIX)/bin
	install -m 644 docs/cleave.1 $(MAN)/man1/cleave.1
	install -m 644 docs/ko/cleave.1 $(MAN)/ko/man1/cleave.1
	for d in docs/ko/lessons docs/ko/quiz docs/ko/essays docs/en/lessons \
	    docs/en/quiz docs/en/essays tutor/lab/experiments; do \
	    [ -d $$d ] || continue; \
	    install -d $(SHARE)/$$d; \
	    find $$d -maxdepth 1 -type f -exec install -m 644 {} $(SHARE)/$$d ';' ; \
	done
	install -m 644 docs/claims.md $(SHARE)/docs/claims.md

-include $(shell [ -d $(BUILD)/obj ] && find $(BUILD)/obj -name '*.d' 2>/dev/null)

include tests/tests.mk
