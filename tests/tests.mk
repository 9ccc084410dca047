# tests -- how they are built and run; included by the Makefile.

SUPPORT_OBJ := $(call objects,tests/support/*.c)
# Everything of the shop but the mains, so that a test may join any of it.
SHOP_OBJ := $(filter-out %/main.o,$(MONOLITH_OBJ) $(GATEWAY_OBJ) \
    $(SUPERVISOR_OBJ) $(DOMAIN_OBJ) $(PATTERN_OBJ) \
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
	$(link) $(CMOCKA_LIBS) $(READLINE_LIBS)

# One unit test: make unit T=chassis/arena
.PHONY: unit unit-all
unit: $(BUILD)/tests/unit/$(T)_test
	$<
unit-all: $(UNIT_BIN)
	@for t in $(UNIT_BIN); do $$t || exit 1; done

# ---- the simulator, the campaign, the acceptance suite ----

SIM := $(BUILD)/tests/sim/sim
CAMPAIGN := $(BUILD)/tests/crash/campaign
ACCEPTANCE := $(BUILD)/tests/acceptance/acceptance
BENCH := $(BUILD)/tests/bench/bench

$(SIM): $(call objects,tests/sim/*.c) $(LIB)/libtutor.a $(TEST_LIBS)
	$(link) $(READLINE_LIBS)
$(CAMPAIGN): $(call objects,tests/crash/*.c) $(LIB)/libtutor.a $(TEST_LIBS)
	$(link) $(READLINE_LIBS)
$(ACCEPTANCE): $(call objects,tests/acceptance/*.c) $(TEST_LIBS)
	$(link) $(CMOCKA_LIBS)
$(BENCH): $(call objects,tests/bench/*.c) $(LIB)/libtutor.a $(TEST_LIBS)
	$(link) $(READLINE_LIBS)
