// pgl explain CODE: what a finding means, why, and how to mend it.
#include "cli/pages.h"

static bool is_code(const char *word) { // E0301, w0734, T05
  size_t letters = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
  size_t digits = strspn(word + letters, "0123456789");
  return letters == 1 && digits >= 2 && !word[letters + digits];
}

static int explain_codes(Cli *cli, const Words *words) {
  int code = EXIT_CLEAN;
  for (uint32_t i = 0; i < words->n; i++) {
    Str word = str_z(words->p[i]), near;
    if (i) out_c(&cli->out, '\n');
    if (page_explain(cli, word, &near)) continue;
    cli_say(cli, near.n ? CLI_NO_CODE_NEAR : CLI_NO_CODE, word, near);
    code = EXIT_FINDINGS;
  }
  return code;
}

int cmd_explain(Cli *cli, int argc, char **argv) {
  Words words = {0};
  int code;
  if (!cli_parse(cli, NULL, 0, NULL, argc, argv, &words, &code)) return code;
  if (!words.n) return cli_usage(cli, CLI_NO_OPERAND, S("CODE"), (Str){0});
  for (uint32_t i = 0; i < words.n; i++)
    if (!is_code(words.p[i])) return cli_usage(cli, CLI_NO_CODE, str_z(words.p[i]), (Str){0});
  return explain_codes(cli, &words);
}
