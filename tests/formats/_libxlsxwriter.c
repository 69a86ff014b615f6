// The table of test_writers.py, written by libxlsxwriter.  usage: a.out FILE
#include <xlsxwriter.h>

int main(int argc, char **argv) {
  if (argc < 2) return 64;
  lxw_workbook *book = workbook_new(argv[1]);
  lxw_worksheet *s = workbook_add_worksheet(book, "台账");
  lxw_format *percent = workbook_add_format(book), *day = workbook_add_format(book),
             *month = workbook_add_format(book), *wan = workbook_add_format(book),
             *bold = workbook_add_format(book), *merged = workbook_add_format(book);
  format_set_num_format(percent, "0.0%");
  format_set_num_format(day, "yyyy\\-mm\\-dd");
  format_set_num_format(month, "yyyy\"年\"m\"月\"");
  format_set_num_format(wan, "0.00\"万元\"");
  format_set_bold(bold);
  worksheet_write_string(s, 0, 0, "2021年度台账", NULL);
  const char *header[] = {"项目名称", "三级指标", "日期", "实际完成值", "计量单位", "备注"};
  for (lxw_col_t c = 0; c < 6; c++) worksheet_write_string(s, 2, c, header[c], NULL);
  worksheet_merge_range(s, 3, 0, 6, 0, "甲", merged);
  lxw_rich_string_tuple plain = {NULL, "检"}, strong = {bold, "查"};
  lxw_rich_string_tuple *rich[] = {&plain, &strong, NULL};
  worksheet_write_rich_string(s, 3, 1, rich, NULL);
  worksheet_write_number(s, 3, 3, 3, NULL);
  worksheet_write_string(s, 4, 1, "合格率", NULL);
  worksheet_write_number(s, 4, 3, 0.875, percent);
  worksheet_write_string(s, 5, 1, "完成时限", NULL);
  worksheet_write_number(s, 5, 3, 44530, day);
  worksheet_write_string(s, 6, 1, "面积", NULL);
  worksheet_write_number(s, 6, 2, 44348, month);
  worksheet_write_formula_num(s, 6, 3, "=0.1+0.2", NULL, 0.1 + 0.2);
  worksheet_write_string(s, 6, 4, "平方米", NULL);
  worksheet_write_string(s, 7, 0, "甲", NULL);
  worksheet_write_string(s, 7, 1, "公示", NULL);
  worksheet_write_boolean(s, 7, 3, 1, NULL);
  worksheet_write_string(s, 8, 0, "乙", NULL);
  worksheet_write_string(s, 8, 1, "支出", NULL);
  worksheet_write_number(s, 8, 3, 1.23, wan);
  worksheet_set_row_opt(s, 8, LXW_DEF_ROW_HEIGHT, NULL, &(lxw_row_col_options){.hidden = 1});
  lxw_worksheet *notes = workbook_add_worksheet(book, "说明");
  worksheet_write_string(notes, 0, 0, "没有表头", NULL);
  lxw_worksheet *more = workbook_add_worksheet(book, "二");
  const char *second[] = {"项目", "指标", "数值（次）"};
  for (lxw_col_t c = 0; c < 3; c++) worksheet_write_string(more, 0, c, second[c], NULL);
  worksheet_write_string(more, 1, 0, "乙", NULL);
  worksheet_write_string(more, 1, 1, "检查", NULL);
  worksheet_write_number(more, 1, 2, 12345678901.0, NULL);
  return workbook_close(book);
}
