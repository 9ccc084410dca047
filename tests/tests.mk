# tests -- how they are built and run; included by the Makefile.

SUPPORT_OBJ := $(call objects,tests/support/*.c)
# Everything of the shop but the mains, so that a test may join any of it.
SHOP_OBJ := $(filter-out %/main.o,$(MONOLITH_OBJ) $(GATEWAY_OBJ) \
    $(SUPERVISOR_OBJ) $(REGISTRY_OBJ) $(COLLECTOR_OBJ) $(SIDECAR_OBJ) $(DOMAIN_OBJ) \
    $(PATTERN_OBJ) \
    $(foreach d,$(DOMAINS),$(call service_objects,$(d))))
TUTOR_LIB_OBJ := $(filter-out %/main.o,$(TUTOR_OBJ))
$(LIB)/libshop.a: $(SHOP_OBJ)
	$(archive)
$(LIB)/libtutor.a: $(TUTOR_LIB_OBJ)
	$(archive)
$(LIB)/libsupport.a: $(SUPPORT_OBJ)
	$(archive)

UNIT_SRC := $(sort $(shell find tests/unit -name '*_test.c' 2>/dev/null))
UNIT_BIN := $(patsubst tests/%.c,$(BUILD)/tests/%,$(UNIT_SRC))
TEST_LIBS := $(LIB)/libshop.a $(LIB)/libsupport.a $(CHASSIS)

$(BUILD)/tests/unit/%: $(BUILD)/obj/tests/unit/%.o $(TEST_LIBS)
	$(link) $(CMOCKA_LIBS)
$(BUILD)/tests/unit/tutor/%: $(BUILD)/obj/tests/unit/tutor/%.o $(LIB)/libtutor.a $(TEST_LIBS)
	$(link) $(CMOCKA_LIBS) $(TUTOR_LIBS)

# One unit test: make unit T=chassis/arena
.PHONY: unit unit-all
unit: $(BUILD)/tests/unit/$(T)_test
	$<
unit-all: $(UNIT_BIN)
	@for t in $(UNIT_BIN); do $$t || exit 1; done

# ---- the simulator, the campaign, the acceptance suite ----

SIM := $(BUILD)/tests/sim/sim
STORM := $(BUILD)/tests/sim/retry_storm
CAMPAIGN := $(BUILD)/tests/crash/campaign
REPLICAS := $(BUILD)/tests/crash/replicas/replicas
ACCEPTANCE := $(BUILD)/tests/acceptance/acceptance
BENCH := $(BUILD)/tests/bench/bench
INJECT := $(BUILD)/tests/sidecar/inject
BREAKER_HISTORIES := $(BUILD)/tests/sim/breaker_histories
BREAKER_HISTORIES_OBJ := $(call objects,tests/sim/breaker_*.c)

$(BREAKER_HISTORIES): $(BREAKER_HISTORIES_OBJ) $(TEST_LIBS)
	$(link)
$(SIM): $(filter-out $(BREAKER_HISTORIES_OBJ) %/retry_storm.o,\
    $(call objects,tests/sim/*.c)) $(LIB)/libtutor.a $(TEST_LIBS)
	$(link) $(TUTOR_LIBS)
$(STORM): $(call objects,tests/sim/retry_storm.c) $(TEST_LIBS)
	$(link)
$(CAMPAIGN): $(call objects,tests/crash/*.c) $(LIB)/libtutor.a $(TEST_LIBS)
	$(link) $(TUTOR_LIBS)
$(REPLICAS): $(call objects,tests/crash/replicas/*.c tests/crash/fleet.c) \
    $(LIB)/libtutor.a $(TEST_LIBS)
	$(link) $(TUTOR_LIBS)
$(ACCEPTANCE): $(call objects,tests/acceptance/*.c) $(TEST_LIBS)
	$(link) $(CMOCKA_LIBS)
$(INJECT): $(call objects,tests/sidecar/*.c) $(CHASSIS)
	$(link)
$(BENCH): $(call objects,tests/bench/*.c) $(LIB)/libtutor.a $(TEST_LIBS)
	$(link) $(TUTOR_LIBS)

# ---- make test, soak, sim, bench, check ----

BIN := $(BUILD)/bin
WITH := tests/support/with_shape.sh
unit_step = "unit $(patsubst $(BUILD)/tests/unit/%_test,%,$(1)): $(1)"

BREAKER_STEPS = \
    "breaker, 100000 histories: $(BREAKER_HISTORIES) --histories 100000" \
    $(foreach bug,no-generation no-permit-lease permit-too-many,"breaker histories find $(bug): \
        build/planted/tests/sim/breaker_histories --histories 2000 --bug $(bug)")

.PHONY: test soak sim bench check programs-for-tests
programs-for-tests: $(BINARIES) $(UNIT_BIN) $(SIM) $(STORM) \
    $(BREAKER_HISTORIES) $(CAMPAIGN) $(REPLICAS) $(ACCEPTANCE) $(INJECT) \
    $(HOSTILE)

# Clients that nobody here wrote.
build/test-programs: setup.sh
	@./setup.sh $@ curl nghttp h2load

# Every test that fits in minutes. Steps run one after another: the machine is
# shared with the shops that they start.
test: build/test-programs programs-for-tests
	@$(MAKE) --no-print-directory MODE=planted build/planted/tests/sim/sim \
	    build/planted/tests/sim/breaker_histories
	@tests/run.sh $(BUILD) \
	    $(foreach t,$(UNIT_BIN),$(call unit_step,$(t))) \
	    "arrows: tests/arch/arrows.sh . $(BIN)" \
	    "style: tests/style/style.sh ." \
	    "tour without a terminal: tests/support/tour.sh $(BIN)" \
	    "acceptance, monolith: $(WITH) monolith $(BIN) $(ACCEPTANCE)" \
	    "acceptance, split: $(WITH) split $(BIN) $(ACCEPTANCE)" \
	    "acceptance, split with payments paused: $(WITH) split $(BIN) tests/acceptance/paused.sh $(ACCEPTANCE)" \
	    "acceptance, split, through sidecars: tests/sidecar/by_hand.sh $(BIN) '' $(ACCEPTANCE)" \
	    "acceptance, split, cut into single bytes: tests/sidecar/by_hand.sh $(BIN) 'slicer size=1' $(ACCEPTANCE)" \
	    "acceptance, split, a mesh put in and taken out: $(WITH) split $(BIN) tests/sidecar/through_mesh.sh $(ACCEPTANCE)" \
	    "acceptance, split, at virtual addresses: $(WITH) split $(BIN) tests/sidecar/virtual.sh $(ACCEPTANCE)" \
	    "streams: $(WITH) split $(BIN) tests/acceptance/streams.sh" \
	    "one trace through every hop: $(WITH) split $(BIN) tests/acceptance/trace.sh" \
	    "both shapes answer alike: $(WITH) both $(BIN) tests/acceptance/twins.sh $(ACCEPTANCE)" \
	    "each fault and its healing, monolith: $(WITH) monolith $(BIN) tests/faults/faults.sh" \
	    "each fault and its healing, split: $(WITH) split $(BIN) tests/faults/faults.sh" \
	    "each fault of the mesh and its healing: $(WITH) split $(BIN) tests/faults/mesh.sh" \
	    $(HOSTILE_STEPS) \
	    $(SCREEN_STEPS) \
	    $(COLLECTOR_STEPS) \
	    $(DEPLOY_STEPS) \
	    $(REGISTRY_STEPS) \
	    $(LAB_STEPS) \
	    "a migration forwards and back, under load: tests/migrate/migrate.sh $(BIN)" \
	    "acceptance, at every stage of a migration: tests/migrate/acceptance.sh $(BIN) $(ACCEPTANCE)" \
	    "no growth over 100000 orders, monolith: $(WITH) monolith $(BIN) tests/soak/growth.sh" \
	    "no growth over 100000 orders, split: $(WITH) split $(BIN) tests/soak/growth.sh" \
	    "simulation, 1000 seeds: $(SIM) --seeds 1000" \
	    "simulation, each seed twice: $(SIM) --seeds 100 --twice" \
	    "retry storm, 20 seeds: $(STORM) --seeds 20" \
	    "simulation with twins, 200 seeds: $(SIM) --seeds 200 --twins" \
	    "simulation finds no-step-key: build/planted/tests/sim/sim --seeds 200 --bug no-step-key" \
	    "simulation finds forgotten-compensation: build/planted/tests/sim/sim --seeds 200 --bug forgotten-compensation" \
	    "simulation finds ack-before-commit: build/planted/tests/sim/sim --seeds 200 --bug ack-before-commit" \
	    $(BREAKER_STEPS) \
	    "kill -9, split: $(CAMPAIGN) --bin $(BIN) --kills 25" \
	    "kill -9, monolith: $(CAMPAIGN) --bin $(BIN) --shape monolith --kills 8" \
	    "replicas killed, stopped and replaced: $(REPLICAS) --bin $(BIN) --rounds 40" \
	    "every crash point, split: $(CAMPAIGN) --bin $(BIN) --points" \
	    "every crash point, monolith: $(CAMPAIGN) --bin $(BIN) --shape monolith --points"

# The same under the sanitizers (MODE=asan). What a service's sanitizer finds
# is a file here, whoever restarted the service meanwhile.
REPORTS := $(CURDIR)/$(BUILD)/reports
.PHONY: test-asan
test-asan: build/test-programs programs-for-tests
	@rm -rf $(REPORTS) && mkdir -p $(REPORTS)
	@ASAN_OPTIONS=log_path=$(REPORTS)/asan \
	UBSAN_OPTIONS=log_path=$(REPORTS)/ubsan:print_stacktrace=1 \
	tests/run.sh $(BUILD) \
	    $(foreach t,$(UNIT_BIN),$(call unit_step,$(t))) \
	    "acceptance, monolith: $(WITH) monolith $(BIN) $(ACCEPTANCE)" \
	    "acceptance, split: $(WITH) split $(BIN) $(ACCEPTANCE)" \
	    "acceptance, split, cut into single bytes: tests/sidecar/by_hand.sh $(BIN) 'slicer size=1' $(ACCEPTANCE)" \
	    "each fault and its healing, monolith: $(WITH) monolith $(BIN) tests/faults/faults.sh" \
	    "each fault and its healing, split: $(WITH) split $(BIN) tests/faults/faults.sh" \
	    "each fault of the mesh and its healing: CLEAVE_SLACK=3 $(WITH) split $(BIN) tests/faults/mesh.sh" \
	    $(HOSTILE_STEPS) \
	    "random keys: tests/screens/screens.sh $(VTDRIVE) $(BIN) $(if $(SEED),--seed $(SEED)) tests/screens/random.vt" \
	    "registry: $(REGISTRY_TEST) $(BIN)" \
	    "simulation, 100 seeds: $(SIM) --seeds 100" \
	    "breaker, 10000 histories: $(BREAKER_HISTORIES) --histories 10000" \
	    "kill -9, split: $(CAMPAIGN) --bin $(BIN) --kills 5" \
	    "replicas killed, stopped and replaced: $(REPLICAS) --bin $(BIN) --rounds 40" \
	    "every crash point, split: $(CAMPAIGN) --bin $(BIN) --points" \
	    "every crash point, monolith: $(CAMPAIGN) --bin $(BIN) --shape monolith --points" \
	    "no sanitizer has reported anything: ! cat $(REPORTS)/* 2>/dev/null"

# The long form of the kill campaign: 500 kills of the split in five towns (the
# audit after each kill reads all orders of its town), 100 of the monolith.
soak: $(BINARIES) $(CAMPAIGN)
	for seed in 1 2 3 4 5; do \
	    $(CAMPAIGN) --bin $(BIN) --kills 100 --seed $$seed || exit 1; done
	$(CAMPAIGN) --bin $(BIN) --shape monolith --kills 100
	$(CAMPAIGN) --bin $(BIN) --points
	$(CAMPAIGN) --bin $(BIN) --shape monolith --points

# The long form of the simulation.
sim: $(SIM) $(BREAKER_HISTORIES)
	$(SIM) --seeds 100000
	$(BREAKER_HISTORIES) --histories 2000000

bench: $(BINARIES) $(BENCH)
	$(BENCH) --bin $(BIN)

# What needs no running shop.
check: $(BINARIES)
	tests/arch/arrows.sh . $(BIN)
	tests/style/style.sh .

# ---- more instances, other versions, and what processes go through ----

DEPLOY_STEPS = \
    "deploy, no call fails while instances and versions change: $(WITH) split $(BIN) tests/deploy/rolling.sh" \
    "deploy, a bad version is turned back by itself: $(WITH) split $(BIN) tests/deploy/canary.sh" \
    "deploy, a program beside the others: tests/deploy/own.sh $(BIN)" \
    "deploy, zero, hung, killed, looping, down: $(WITH) split $(BIN) tests/deploy/life.sh"

# ---- what the collector sees, and that nobody needs it ----

COLLECTOR_STEPS = \
    "collector, the tree of an order, split: $(WITH) split $(BIN) tests/collector/trace.sh" \
    "collector, the tree of an order, monolith: $(WITH) monolith $(BIN) tests/collector/trace.sh" \
    "collector, who delayed a call: $(WITH) split $(BIN) tests/collector/fault.sh" \
    "collector, lines followed past its death: $(WITH) split $(BIN) tests/collector/follow.sh" \
    "collector, the shop watched past its end: $(WITH) split $(BIN) tests/collector/watch.sh" \
    "collector, stopped, killed, back: $(WITH) split $(BIN) tests/collector/stopped.sh"

# ---- bad input, and clients that nobody here wrote ----

HOSTILE := $(BUILD)/tests/hostile/hostile
HOSTILE_STEPS = \
    "the table of attacks: tests/hostile/table.sh" \
    "hostile, monolith: $(WITH) monolith $(BIN) $(HOSTILE)" \
    "hostile, split: $(WITH) split $(BIN) $(HOSTILE)" \
    "hostile places: tests/hostile/places.sh $(BIN)" \
    "hostile programs and neighbours: tests/hostile/rogues.sh $(BIN)" \
    "hostile marks, monolith: $(WITH) monolith $(BIN) tests/hostile/marks.sh" \
    "hostile marks, split: $(WITH) split $(BIN) tests/hostile/marks.sh" \
    "clients, monolith: $(WITH) monolith $(BIN) tests/clients/clients.sh" \
    "clients, split: $(WITH) split $(BIN) tests/clients/clients.sh" \
    "clients, grpc-js: $(WITH) split $(BIN) tests/clients/node.sh $(CALL_OUT) $(FLOW_SERVER)"

$(HOSTILE): $(call objects,tests/hostile/*.c) $(TEST_LIBS)
	$(link) $(CMOCKA_LIBS)
CALL_OUT := $(BUILD)/tests/clients/call_out
$(CALL_OUT): $(call objects,tests/clients/*.c) $(TEST_LIBS)
	$(link)
FLOW_SERVER := $(BUILD)/tests/clients/flow_server
$(FLOW_SERVER): $(call objects,tests/clients/flow/*.c) $(TEST_LIBS)
	$(link) $(CMOCKA_LIBS)
programs-for-tests: $(HOSTILE) $(CALL_OUT) $(FLOW_SERVER)

# Memory errors that the sanitizers' allocator may hide.
VALGRIND := valgrind -q --leak-check=full --error-exitcode=9 \
    --child-silent-after-fork=yes
.PHONY: valgrind
valgrind: $(UNIT_BIN) $(SIM)
	@for t in $(UNIT_BIN); do echo "  valgrind $$t"; \
	    $(VALGRIND) $$t >/dev/null || exit 1; done
	$(VALGRIND) $(SIM) --seeds 5

# ---- the registry: leases, drains and callers' views over real sockets ----

REGISTRY_TEST := $(BUILD)/tests/registry/registry
$(REGISTRY_TEST): $(call objects,tests/registry/*.c) $(TEST_LIBS)
	$(link) $(CMOCKA_LIBS)
programs-for-tests: $(REGISTRY_TEST)
REGISTRY_STEPS = \
    "registry: $(REGISTRY_TEST) $(BIN)" \
    "the shop without its registry: $(WITH) split $(BIN) tests/registry/shop.sh"

# ---- experiments: each holds, and fails without its fault ----

LAB_RUNS ?= 1
LAB_STEPS = \
    "experiments: tests/lab/lab.sh $(BIN) 1 one-order bulkhead boundaries" \
    "an experiment that is interrupted: tests/lab/interrupt.sh $(BIN)"
.PHONY: lab
lab: $(BINARIES)
	tests/lab/lab.sh $(BIN) $(LAB_RUNS)

# ---- the tutor on a terminal that a test can read ----

VTDRIVE := $(BUILD)/tests/screens/vtdrive
$(VTDRIVE): $(call objects,tests/screens/*.c) $(CHASSIS)
	$(link) $(VTERM_LIBS)
# A platform that says what another one said once.
RECORDED := $(BUILD)/tests/screens/recorded/recorded
$(RECORDED): $(call objects,tests/screens/recorded/*.c) $(CHASSIS)
	$(link)
programs-for-tests: $(VTDRIVE) $(RECORDED)
GOLDEN := tests/screens/golden.sh $(VTDRIVE) $(RECORDED) $(BIN)
SCREEN_STEPS = "screens: tests/screens/screens.sh $(VTDRIVE) $(BIN)" \
    "every screen as it was kept: $(GOLDEN)"
# SEED=N repeats a run of the random keys.
.PHONY: screens golden
screens: $(BINARIES) $(VTDRIVE)
	tests/screens/screens.sh $(VTDRIVE) $(BIN) $(if $(SEED),--seed $(SEED))
# Keeps every screen as it is now: read what `git diff` says then.
golden: $(BINARIES) $(VTDRIVE) $(RECORDED)
	CLEAVE_GOLDEN=write $(GOLDEN)
