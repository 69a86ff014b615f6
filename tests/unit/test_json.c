// The JSON writer: commas, indentation, escapes, exact numbers; and the digest that stands beside results.
#include "base/json.h"
#include "base/sha256.h"
#include "fixture.h"

#define assert_out(o, expected) assert_string_equal(str_to_z(&arena, out_text(o)), expected)

static void sample(Json *j) {
  json_obj(j);
  json_key(j, "项目");
  json_str(j, S("招商经费"));
  json_key(j, "rows");
  json_list(j);
  json_u64(j, UINT64_MAX);
  json_nil(j);
  json_obj(j);
  json_end(j, '}');
  json_list(j);
  json_end(j, ']');
  json_obj(j);
  json_key(j, "ok");
  json_bool(j, true);
  json_end(j, '}');
  json_end(j, ']');
  json_key(j, "last");
  json_bool(j, false);
  json_end(j, '}');
}

static void on_one_line(void **state) {
  (void)state;
  Out o = out_memory(&arena);
  Json j = json_on(&o, false);
  sample(&j);
  assert_out(
      &o, "{\"项目\":\"招商经费\",\"rows\":[18446744073709551615,null,{},[],{\"ok\":true}],\"last\":false}");
}

static void indented_by_two_blanks(void **state) {
  (void)state;
  Out o = out_memory(&arena);
  Json j = json_on(&o, true);
  sample(&j);
  assert_out(&o, "{\n"
                 "  \"项目\": \"招商经费\",\n"
                 "  \"rows\": [\n"
                 "    18446744073709551615,\n"
                 "    null,\n"
                 "    {},\n"
                 "    [],\n"
                 "    {\n"
                 "      \"ok\": true\n"
                 "    }\n"
                 "  ],\n"
                 "  \"last\": false\n"
                 "}");
}

static void one_value_a_line(void **state) { // JSON Lines: several values at the top have no commas
  (void)state;
  Out o = out_memory(&arena);
  Json j = json_on(&o, false);
  for (unsigned i = 0; i < 2; i++) {
    json_list(&j);
    json_u64(&j, i);
    json_end(&j, ']');
    out_c(&o, '\n');
  }
  assert_out(&o, "[0]\n[1]\n");
}

static void numbers(void **state) {
  (void)state;
  Out o = out_memory(&arena);
  Json j = json_on(&o, false);
  json_list(&j);
  json_num(&j, NUM(-5));
  json_num(&j, num_make(&arena, 87, 100));
  json_num(&j, num_make(&arena, -1, 2));
  json_num(&j, num_make(&arena, 2, 3));
  json_num(&j, num_make(&arena, -1, 3000000000000));
  json_num(&j, num_pow(&arena, num_make(&arena, 1, 2), 20)); // ends after more than 12 places
  json_num(&j, num_pow(&arena, NUM(10), 25));
  json_num(&j, NUM_BAD);
  json_end(&j, ']');
  assert_out(&o, "[-5,0.87,-0.5,0.666666666667,0,0.00000095367431640625,10000000000000000000000000,null]");
}

static void escapes(void **state) {
  (void)state;
  const struct {
    Str in;
    const char *out;
  } rows[] = {
      {{"", 0}, "\"\""},
      {S("a\"b\\c/d"), "\"a\\\"b\\\\c/d\""},
      {S("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\""},
      {S("\0\x01\x1f\x7f"), "\"\\u0000\\u0001\\u001f\x7f\""},
      {S("绩效“目标”🙂"), "\"绩效“目标”🙂\""},
      {S("a\xff"
         "b\xe4\xb8"),
       "\"a\xEF\xBF\xBD"
       "b\xEF\xBF\xBD\xEF\xBF\xBD\""},
      {S("\xed\xa0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""}, // a surrogate
      {S("\xff\"\n"), "\"\xEF\xBF\xBD\\\"\\n\""},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    Out o = out_memory(&arena);
    json_escape(&o, rows[i].in);
    assert_out(&o, rows[i].out);
  }
}

static void sha256(void **state) { // FIPS 180-4's own examples
  (void)state;
  const struct {
    Str in;
    const char *hex;
  } rows[] = {
      {{"", 0}, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {S("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {S("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    assert_string_equal(str_to_z(&arena, sha256_hex(&arena, rows[i].in)), rows[i].hex);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(on_one_line),      cmocka_unit_test(indented_by_two_blanks),
      cmocka_unit_test(one_value_a_line), cmocka_unit_test(numbers),
      cmocka_unit_test(escapes),          cmocka_unit_test(sha256),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
