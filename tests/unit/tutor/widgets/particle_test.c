/*
 * particle_test -- particles behind Hangul, digits, words and signs.
 */
#include "tutor/widgets/particle.h"

#include <string.h>

#include "tests/support/cmocka_all.h"

static void becomes(const char *text, const char *wanted)
{
    struct buffer out;
    buffer_init(&out, 4096);
    particle_resolve(&out, text, strlen(text));
    assert_string_equal(out.data, wanted);
    buffer_release(&out);
}

static void hangul_goes_by_its_final_consonant(void **state)
{
    (void)state;
    becomes("결제{을/를} 주문{을/를}", "결제를 주문을");
    becomes("재고{이/가} 상품{이/가}", "재고가 상품이");
    becomes("서울{으로/로} 부산{으로/로} 제주{으로/로}",
            "서울로 부산으로 제주로");
    becomes("고객{은/는} 머그잔{은/는}", "고객은 머그잔은");
}

static void digits_are_read_aloud(void **state)
{
    (void)state;
    becomes("0{이/가}", "0이");
    becomes("1{으로/로}", "1로");
    becomes("service-3{을/를}", "service-3을");
    becomes("10{으로/로}", "10으로");
    becomes("40%{을/를}", "40%를");
}

static void latin_words_sound_as_koreans_spell_them(void **state)
{
    (void)state;
    becomes("gateway{을/를}", "gateway를");
    becomes("mail{을/를}", "mail을");
    becomes("orders{이/가} payments{이/가}", "orders가 payments가");
    becomes("commit{을/를} client{을/를}", "commit을 client를");
    becomes("stock{을/를} network{을/를}", "stock을 network를");
    becomes("shipping{은/는}", "shipping은");
    becomes("rate{을/를} table{을/를} name{을/를}", "rate를 table을 name을");
    becomes("URL{을/를} DNS{을/를} JSON{을/를}", "URL을 DNS를 JSON을");
    becomes("module{으로/로} pipeline{으로/로}", "module로 pipeline으로");
}

static void signs_and_parentheses_are_passed_over(void **state)
{
    (void)state;
    becomes("\"주문\"{을/를}", "\"주문\"을");
    becomes("`kill`{을/를}", "`kill`을");
    becomes("사가(saga pattern){을/를}", "사가(saga pattern)를");
    becomes("‘결제’{이/가}", "‘결제’가");
}

static void what_cannot_be_told_keeps_both_forms(void **state)
{
    (void)state;
    becomes("{을/를}", "을(를)");
    becomes(") {이/가}", ") 이(가)");
    becomes("→{을/를}", "→을(를)");
}

static void braces_of_others_stay(void **state)
{
    (void)state;
    becomes("{\"a\": 1} {a/b} {을} {을/} {/를} {을/를",
            "{\"a\": 1} {a/b} {을} {을/} {/를} {을/를");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hangul_goes_by_its_final_consonant),
        cmocka_unit_test(digits_are_read_aloud),
        cmocka_unit_test(latin_words_sound_as_koreans_spell_them),
        cmocka_unit_test(signs_and_parentheses_are_passed_over),
        cmocka_unit_test(what_cannot_be_told_keeps_both_forms),
        cmocka_unit_test(braces_of_others_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
