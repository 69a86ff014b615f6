// The grammar of pgl: LALR(1), no conflicts. Tokens, their numbers and the fallback of keywords to names are put
// in from keywords.def (tools/words.py). A rule's action is one call of build.h.
//
// What makes it work without reserved words:
//   - no optional or repeated bare name is followed by a keyword; lists of names have commas;
//   - a statement starts with its keyword or with a class name, and a class name is followed by a name;
//   - nothing is ever decided by a line end.
// `colon` in a rule is an optional ：, `target` is bound or dated (tools/words.py writes such rules twice).

%include {
#include "grammar/build.h"
#ifndef NDEBUG
#define NDEBUG // Lemon's trace wants stdio
#endif
// Lemon's own code is not ours to mend.
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wunused-variable"
#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#define Parse_ENGINEALWAYSONSTACK
#define YYNOERRORRECOVERY 1
}
%code {
#include "grammar/engine.h"
}
%name Parse
%token_prefix T_
%token_type {Token}
%default_type {Ref}
%extra_argument {Parser *p}
%stack_size PARSE_DEPTH
%syntax_error { parser_stop(p, TOKEN); (void)yymajor; }
%stack_overflow { p->failed = true; }
%start_symbol file

// Loosest first. 否则 ends the loosest expression there is.
%right ELSE.
%left OR.
%left AND.
%right NOT.
%left GE LE GT LT EQ NE.
%left PLUS MINUS.
%left STAR SLASH.
%right SIGN.
%right CARET.

// ---- file level --------------------------------------------------------------------------------
file ::= items(L). { p->t->root = make(p, AST_FILE, 0, 0, 0, 0, L); }

%type items {List}
items(A) ::= . { A = NIL; }
items(A) ::= items(L) item(I). { A = add(p, L, I); }
items(A) ::= items(L) SEMI. { A = L; }
items(A) ::= items(L) SKIPPED(T). { A = add(p, L, skipped(p, T)); }

item(A) ::= YEAR(K) colon NUMBER|DATE(T). { A = make(p, AST_YEAR, 0, K.start, year(p, T), 0, NIL); }
item(A) ::= IMPORT(K) colon text(T). { A = make(p, AST_IMPORT, 0, K.start, T, 0, NIL); }
item(A) ::= DIMENSION(K) colon names(L). { A = make(p, AST_DIMENSION, 0, K.start, 0, 0, L); }
item(A) ::= UNIT(K) colon units(L) unitdim(D) unitdef(E) unitalias(N) unitbasis(B).
  { A = unit_declaration(p, K, L, D, E, N, B); }
item(A) ::= FUNCTION(K) colon name(N) LP(O) params(L) RP EQ expr(E).
  { A = make(p, AST_FUNCTION, 0, K.start, N, make(p, AST_PARAMS, 0, O.start, 0, 0, L), one(E)); }
item(A) ::= RULES(K) colon name(N) from(F) LB rules(L) RB(Z).
  { A = make_to(p, AST_RULESET, 0, K.start, brace(Z), N, F, L); }
item(A) ::= TEST(K) colon STRING(S) LB checks(L) RB(Z).
  { A = make_to(p, AST_TEST, 0, K.start, brace(Z), string(p, S), 0, L); }
item(A) ::= DEPARTMENT(K) colon name(N) LB departmentbody(L) RB(Z).
  { A = make_to(p, AST_BODY, BODY_DEPARTMENT, K.start, brace(Z), N, 0, L); }
item(A) ::= section(B). { A = B; }
item(A) ::= project(B). { A = B; }
item(A) ::= common(B). { A = B; }

unitdim(A) ::= . { A = 0; }
unitdim(A) ::= COLON name(N). { A = N; }
unitdef(A) ::= . { A = 0; }
unitdef(A) ::= EQ expr(E). { A = E; }
unitalias(A) ::= . { A = 0; }
unitalias(A) ::= ALIASES(K) colon units(L). { A = make(p, AST_ALIASES, 0, K.start, 0, 0, L); }
unitbasis(A) ::= . { A = 0; }
unitbasis(A) ::= BASIS(K) colon text(T). { A = make(p, AST_ATTR, ATTR_BASIS, K.start, T, 0, NIL); }

%type units {List}
units(A) ::= unit(U). { A = one(U); }
units(A) ::= units(L) COMMA unit(U). { A = add(p, L, U); }

unit(A) ::= unittext(T). { A = unit(p, T); }
%type unittext {Token}
unittext(A) ::= IDENT|PERCENT(T). { A = T; }
unittext(A) ::= unittext(B) SLASH|STAR IDENT|PERCENT(T). { A = merge(B, T); }
unittext(A) ::= unittext(B) CARET NUMBER(T). { A = merge(B, T); }

%type params {List}
params(A) ::= . { A = NIL; }
params(A) ::= names(L). { A = L; }

%type names {List}
names(A) ::= name(N). { A = one(N); }
names(A) ::= names(L) COMMA name(N). { A = add(p, L, N); }

name(A) ::= IDENT(T). { A = name(p, T); }
name(A) ::= STRING(T). { A = quoted_name(p, T); }

text(A) ::= STRING(T). { A = string(p, T); }
text(A) ::= IDENT(T). { A = name(p, T); }

// ---- 部门 分项 项目 ------------------------------------------------------------------------------
%type departmentbody {List}
departmentbody(A) ::= . { A = NIL; }
departmentbody(A) ::= departmentbody(L) stmt(S). { A = add(p, L, S); }
departmentbody(A) ::= departmentbody(L) section(S). { A = add(p, L, S); }
departmentbody(A) ::= departmentbody(L) project(S). { A = add(p, L, S); }
departmentbody(A) ::= departmentbody(L) SEMI. { A = L; }
departmentbody(A) ::= departmentbody(L) SKIPPED(T). { A = add(p, L, skipped(p, T)); }

%type projectbody {List}
projectbody(A) ::= . { A = NIL; }
projectbody(A) ::= projectbody(L) stmt(S). { A = add(p, L, S); }
projectbody(A) ::= projectbody(L) section(S). { A = add(p, L, S); }
projectbody(A) ::= projectbody(L) SEMI. { A = L; }
projectbody(A) ::= projectbody(L) SKIPPED(T). { A = add(p, L, skipped(p, T)); }

%type stmts {List}
stmts(A) ::= . { A = NIL; }
stmts(A) ::= stmts(L) stmt(S). { A = add(p, L, S); }
stmts(A) ::= stmts(L) SEMI. { A = L; }
stmts(A) ::= stmts(L) SKIPPED(T). { A = add(p, L, skipped(p, T)); }

section(A) ::= SECTION(K) colon name(N) LB stmts(L) RB(Z).
  { A = make_to(p, AST_BODY, BODY_SECTION, K.start, brace(Z), N, 0, L); }
section(A) ::= SECTION(K) colon name(N) QUANTITY(Q) LB stmts(L) RB(Z).
  { A = make_to(p, AST_BODY, BODY_SECTION, K.start, brace(Z), N, quantity(p, Q), L); }
project(A) ::= PROJECT(K) colon name(N) LB projectbody(L) RB(Z).
  { A = make_to(p, AST_BODY, BODY_PROJECT, K.start, brace(Z), N, 0, L); }

// What may also stand at the head of a file.
common(A) ::= ADOPT(K) colon name(N). { A = make(p, AST_ADOPT, 0, K.start, N, 0, NIL); }
common(A) ::= ALLOW(K) colon name(N) STRING(S). { A = make(p, AST_ALLOW, 0, K.start, N, string(p, S), NIL); }
common(A) ::= LET(K) colon name(N) EQ expr(E). { A = make(p, AST_LET, 0, K.start, N, E, NIL); }

common(A) ::= ACTUALS(K) colon STRING(S) sheets(T). { A = actuals(p, K, S, T, NIL, 0); }
common(A) ::= ACTUALS(K) colon STRING(S) sheets(T) LB fields(L) RB(Z). { A = actuals(p, K, S, T, L, &Z); }

stmt(A) ::= common(B). { A = B; }
stmt(A) ::= BUDGET(K) colon amount(Q) sources(L) adjusts(J). { A = budget(p, K, Q, 0, L, J); }
stmt(A) ::= BUDGET(K) colon amount(Q) MIDTERM colon amount(M) sources(L) adjusts(J). { A = budget(p, K, Q, M, L, J); }
stmt(A) ::= PLAN(K) colon LB points(L) RB(Z). { A = make_to(p, AST_PLAN, 0, K.start, brace(Z), 0, 0, L); }
stmt(A) ::= CODE|USE|GOAL|NOTE|MEASURES|CHARGE|MIDGOAL(K) colon text(T). { A = text_line(p, K, T); }
stmt(A) ::= PERIOD(K) colon NUMBER|DATE(Y) range NUMBER|DATE(Z).
  { A = make(p, AST_PERIOD, 0, K.start, year(p, Y), year(p, Z), NIL); }
stmt(A) ::= DATA(K) colon name(N) COLON aggregate(G) unit(U).
  { A = make(p, AST_MEASURE, agg(G), K.start, N, U, NIL); }
stmt(A) ::= REQUIRE(K) colon expr(E) ELSE STRING(S). { A = make(p, AST_REQUIRE, 0, K.start, E, string(p, S), NIL); }
stmt(A) ::= INDICATOR(K) colon name(N) target(T) attrs(L). { A = indicator(p, K, N, T, L); }
stmt(A) ::= IDENT(C) name(N) target(T) attrs(L). { A = indicator(p, C, N, T, L); }
stmt(A) ::= IDENT(C) COLON name(N) target(T) attrs(L). { A = indicator(p, C, N, T, L); }
stmt(A) ::= IDENT(C) LB stmts(L) RB(Z). { A = make_to(p, AST_GROUP, 0, C.start, brace(Z), name(p, C), 0, L); }
stmt(A) ::= IDENT(C) points1(Q) LB stmts(L) RB(Z). { A = make_to(p, AST_GROUP, 0, C.start, brace(Z), name(p, C), Q, L); }
stmt(A) ::= IDENT(C) points1(Q). { A = make(p, AST_GROUPPOINTS, 0, C.start, name(p, C), Q, NIL); }
stmt(A) ::= EXECRATE(C) colon points1(Q). { A = make(p, AST_GROUPPOINTS, 1, C.start, name(p, C), Q, NIL); }

points1(A) ::= NUMBER(T). { A = number(p, T); }
points1(A) ::= QUANTITY(T). { A = quantity(p, T); }

amount(A) ::= QUANTITY(T). { A = quantity(p, T); }
amount(A) ::= amount1(Q). { A = Q; }
amount1(A) ::= NUMBER(T). { A = number(p, T); }
amount1(A) ::= HOLE|TBD(T). { A = hole(p, T); }
amount1(A) ::= MINUS(K) NUMBER(T). { A = make(p, AST_UNARY, EX_NEG, K.start, number(p, T), 0, NIL); }
amount1(A) ::= MINUS(K) QUANTITY(T). { A = make(p, AST_UNARY, EX_NEG, K.start, quantity(p, T), 0, NIL); }

%type sources {List}
sources(A) ::= . { A = NIL; }
sources(A) ::= sources(L) LB(K) sourcelist(B) RB(Z). { A = add(p, L, make_to(p, AST_SOURCES, 0, K.start, brace(Z), 0, 0, B)); }
%type sourcelist {List}
sourcelist(A) ::= . { A = NIL; }
sourcelist(A) ::= sourcelist(L) name(N) amount(Q). { A = add(p, L, make(p, AST_SOURCE, 0, at(p, N), N, Q, NIL)); }
sourcelist(A) ::= sourcelist(L) SEMI|COMMA. { A = L; }
sourcelist(A) ::= sourcelist(L) SKIPPED(T). { A = add(p, L, skipped(p, T)); }

%type adjusts {List}
adjusts(A) ::= . { A = NIL; }
adjusts(A) ::= adjusts(L) ADJUST(K) colon optdate(D) amount(Q) why(S) sources(B).
  { A = add(p, L, adjustment(p, K, D, Q, S, B)); }
optdate(A) ::= . { A = 0; }
optdate(A) ::= date(D). { A = D; }
why(A) ::= . { A = 0; }
why(A) ::= STRING(S). { A = string(p, S); }

%type points {List}
points(A) ::= . { A = NIL; }
points(A) ::= points(L) date(D) amount(Q). { A = add(p, L, make(p, AST_POINT, 0, at(p, D), D, Q, NIL)); }
points(A) ::= points(L) SEMI|COMMA. { A = L; }
points(A) ::= points(L) SKIPPED(T). { A = add(p, L, skipped(p, T)); }

%type aggregate {Token}
aggregate(A) ::= SUM|LAST|MEAN|MAX|MIN|COUNT(T). { A = T; }

date(A) ::= DATE|DATEWORD(T). { A = date(p, T); }
deadline(A) ::= DEADLINE|DEADWORD(T). { A = date(p, T); }
range ::= DOTDOT|TILDE|TO|MINUS.

// ---- 实际: files of actual values and their columns ------------------------------------------------
sheets(A) ::= . { A = 0; }
sheets(A) ::= SHEET(K) colon names(L). { A = make(p, AST_SHEETS, 0, K.start, 0, 0, L); }

%type fields {List}
fields(A) ::= . { A = NIL; }
fields(A) ::= fields(L) field(F). { A = add(p, L, F); }
fields(A) ::= fields(L) UNIT(K) colon unit(U). { A = unit_of_values(p, L, K, U); }
fields(A) ::= fields(L) SEMI. { A = L; }
fields(A) ::= fields(L) SKIPPED(T). { A = add(p, L, skipped(p, T)); }

field(A) ::= HEADER(K) colon NUMBER(N). { A = make(p, AST_HEADERROWS, 0, K.start, number(p, N), 0, NIL); }
field(A) ::= HEADER(K) colon NUMBER(N) range NUMBER(M).
  { A = make(p, AST_HEADERROWS, 0, K.start, number(p, N), number(p, M), NIL); }
field(A) ::= ROWS(K) colon NUMBER(N) span(Z).
  { A = make_to(p, AST_ROWS, 0, K.start, Z.end, number(p, N), 0, NIL); }
field(A) ::= ROWS(K) colon NUMBER(N) span(Z) NUMBER(M).
  { (void)Z; A = make_to(p, AST_ROWS, 0, K.start, M.end, number(p, N), number(p, M), NIL); }
field(A) ::= ONLY(K) colon conditions(L). { A = make(p, AST_ONLY, 0, K.start, 0, 0, L); }
field(A) ::= who(K) EQ name(N). { A = make(p, AST_FIELD, field(K), K.start, N, 0, NIL); }
field(A) ::= who(K) EQ origin(S). { A = make(p, AST_FIELD, field(K), K.start, S, 0, NIL); }
field(A) ::= REASON(K) EQ name(N). { A = make(p, AST_FIELD, FIELD_REASON, K.start, N, 0, NIL); }
field(A) ::= REASON(K) EQ origin(S). { A = make(p, AST_FIELD, FIELD_REASON, K.start, S, 0, NIL); }
field(A) ::= WHEN(K) EQ date(D). { A = make(p, AST_FIELD, FIELD_DATE, K.start, D, 0, NIL); }
field(A) ::= WHEN(K) EQ origin(S). { A = make(p, AST_FIELD, FIELD_DATE, K.start, S, 0, NIL); }
field(A) ::= VALUE(K) EQ points1(Q). { A = make(p, AST_FIELD, FIELD_VALUE, K.start, Q, 0, NIL); }
field(A) ::= VALUE(K) EQ origin(S). { A = make(p, AST_FIELD, FIELD_VALUE, K.start, S, 0, NIL); }
field(A) ::= UNIT(K) EQ unit(U). { A = make(p, AST_FIELD, FIELD_UNIT, K.start, U, 0, NIL); }
field(A) ::= UNIT(K) EQ origin(S). { A = make(p, AST_FIELD, FIELD_UNIT, K.start, S, 0, NIL); }
field(A) ::= keys(L) EQ column(C). { A = make(p, AST_VALUES, 0, at(p, L.first), 0, 0, add(p, L, C)); }

%type who {Token}
who(A) ::= DEPARTMENT|PROJECT|LEVEL2|INDICATOR(T). { A = T; }
%type span {Token}
span(A) ::= DOTDOT|TILDE|TO|MINUS(T). { A = T; }

%type keys {List}
keys(A) ::= key(K). { A = one(K); }
keys(A) ::= keys(L) key(K). { A = add(p, L, K); }
key(A) ::= who(K) name(N). { A = make(p, AST_KEY, field(K), K.start, N, 0, NIL); }
key(A) ::= WHEN(K) date(D). { A = make(p, AST_KEY, FIELD_DATE, K.start, D, 0, NIL); }

origin(A) ::= column(C). { A = C; }
origin(A) ::= COLUMN(K) colon place(P) range place(Q). { A = make(p, AST_COLUMN, 0, K.start, P, Q, NIL); }
origin(A) ::= HEADER(K). { A = make(p, AST_HEADING, 0, K.start, 0, 0, NIL); }
origin(A) ::= HEADER(K) NUMBER(N). { A = make(p, AST_HEADING, 0, K.start, number(p, N), 0, NIL); }
origin(A) ::= SHEETNAME(K). { A = make(p, AST_SHEETNAME, 0, K.start, 0, 0, NIL); }
column(A) ::= COLUMN(K) colon place(P). { A = make(p, AST_COLUMN, 0, K.start, P, 0, NIL); }
place(A) ::= NUMBER(T). { A = number(p, T); }
place(A) ::= name(N). { A = N; }

%type conditions {List}
conditions(A) ::= condition(C). { A = one(C); }
conditions(A) ::= conditions(L) AND condition(C). { A = add(p, L, C); }
condition(A) ::= column(C) EQ|NE(K) words(L). { A = make(p, AST_CONDITION, expr_op(K), at(p, C), C, 0, L); }
condition(A) ::= column(C) GE|LE|GT|LT(K) NUMBER(N).
  { A = make(p, AST_CONDITION, expr_op(K), at(p, C), C, number(p, N), NIL); }
%type words {List}
words(A) ::= word(W). { A = one(W); }
words(A) ::= words(L) COMMA word(W). { A = add(p, L, W); }
word(A) ::= text(T). { A = T; }
word(A) ::= NUMBER(T). { A = number(p, T); }

// ---- targets and attributes: `bound` is every target but a bare date -------------------------------------------------------------------
dated(A) ::= date(D). { A = make(p, AST_TARGET, TARGET_DATE, at(p, D), D, 0, NIL); }

bound(A) ::= GE|LE|GT|LT|EQ|NE(K) QUANTITY(Q).
  { A = make(p, AST_TARGET, compare(K), K.start, quantity(p, Q), 0, NIL); }
bound(A) ::= GE|LE|GT|LT|EQ|NE(K) amount1(Q). { A = make(p, AST_TARGET, compare(K), K.start, Q, 0, NIL); }
bound(A) ::= GE|LE|GT|LT|EQ|NE(K) LP(O) expr(E) RP(Z).
  { A = make(p, AST_TARGET, compare(K), K.start, paren(p, O, E, Z), 0, NIL); }
bound(A) ::= amount(Q). { A = bare_target(p, Q); }
bound(A) ::= amount(Q) UPWARD|DOWNWARD(K). { A = postfix_target(p, Q, K); }
bound(A) ::= amount(Q) range amount(Z). { A = make(p, AST_TARGET, TARGET_RANGE, at(p, Q), Q, Z, NIL); }
bound(A) ::= PLUSMINUS(K) points1(Q). { A = plus_minus(p, K, Q); }
bound(A) ::= deadline(D). { A = make(p, AST_TARGET, TARGET_DEADLINE, at(p, D), D, 0, NIL); }
bound(A) ::= YES|NO(T). { A = make(p, AST_TARGET, TARGET_TRUTH, T.start, truth(p, T), 0, NIL); }
bound(A) ::= STRING(S). { A = make(p, AST_TARGET, TARGET_TEXT, S.start, string(p, S), 0, NIL); }
bound(A) ::= NA(K) colon STRING(S). { A = make(p, AST_TARGET, TARGET_NA, K.start, string(p, S), 0, NIL); }

%type attrs {List}
attrs(A) ::= . { A = NIL; }
attrs(A) ::= attrs(L) VALUE(K) colon expr(E). { A = add(p, L, make(p, AST_ATTR, ATTR_VALUE, K.start, E, 0, NIL)); }
attrs(A) ::= attrs(L) VALUE(K) colon aggregate(G). { A = add(p, L, make(p, AST_ATTR, ATTR_VALUE, K.start, aggregate(p, G), 0, NIL)); }
attrs(A) ::= attrs(L) POINTS(K) colon points1(Q). { A = add(p, L, make(p, AST_ATTR, ATTR_POINTS, K.start, Q, 0, NIL)); }
attrs(A) ::= attrs(L) SCORE(K) colon expr(E). { A = add(p, L, make(p, AST_ATTR, ATTR_SCORE, K.start, E, 0, NIL)); }
attrs(A) ::= attrs(L) BASIS(K) colon text(T). { A = add(p, L, make(p, AST_ATTR, ATTR_BASIS, K.start, T, 0, NIL)); }
attrs(A) ::= attrs(L) EXPLAIN(K) colon STRING(S). { A = add(p, L, make(p, AST_ATTR, ATTR_EXPLAIN, K.start, string(p, S), 0, NIL)); }
attrs(A) ::= attrs(L) MARK(K) colon names(N). { A = add(p, L, make(p, AST_ATTR, ATTR_MARK, K.start, 0, 0, N)); }
attrs(A) ::= attrs(L) MIDTERM(K) colon target(T). { A = add(p, L, make(p, AST_ATTR, ATTR_MIDTERM, K.start, T, 0, NIL)); }
attrs(A) ::= attrs(L) NA(K) colon STRING(S). { A = add(p, L, make(p, AST_ATTR, ATTR_NA, K.start, string(p, S), 0, NIL)); }
attrs(A) ::= attrs(L) ADJUST(K) colon optdate(D) bound(T) why(S).
  { A = add(p, L, make(p, AST_ATTR, ATTR_ADJUST, K.start, adjustment(p, K, D, T, S, NIL), 0, NIL)); }

// ---- expressions -------------------------------------------------------------------------------
expr(A) ::= NUMBER(T). { A = number(p, T); }
expr(A) ::= QUANTITY(T). { A = quantity(p, T); }
expr(A) ::= HOLE|TBD(T). { A = hole(p, T); }
expr(A) ::= DATE|DATEWORD|DEADLINE|DEADWORD(T). { A = date(p, T); }
expr(A) ::= YES|NO(T). { A = truth(p, T); }
expr(A) ::= IDENT(T). { A = name(p, T); }
expr(A) ::= STRING(T). { A = quoted_name(p, T); }
expr(A) ::= member(B). { A = B; }
expr(A) ::= IDENT(F) LP args(L) RP(Z). { A = call(p, F, L, Z); }
expr(A) ::= LP(O) expr(E) RP(Z). { A = paren(p, O, E, Z); }
expr(A) ::= expr(B) OR(K) expr(C). { A = binary(p, K, B, C); }
expr(A) ::= expr(B) AND(K) expr(C). { A = binary(p, K, B, C); }
expr(A) ::= expr(B) GE|LE|GT|LT|EQ|NE(K) expr(C). { A = binary(p, K, B, C); }
expr(A) ::= expr(B) PLUS|MINUS(K) expr(C). { A = binary(p, K, B, C); }
expr(A) ::= expr(B) STAR|SLASH(K) expr(C). { A = binary(p, K, B, C); }
expr(A) ::= expr(B) CARET(K) expr(C). { A = binary(p, K, B, C); }
expr(A) ::= NOT(K) expr(B). { A = unary(p, EX_NOT, K, B); }
expr(A) ::= MINUS(K) expr(B). [SIGN] { A = unary(p, EX_NEG, K, B); }
expr(A) ::= IF(K) expr(B) THEN expr(C) ELSE expr(D). { A = choice(p, K, B, C, D); }

path(A) ::= name(N). { A = N; }
path(A) ::= member(B). { A = B; }
member(A) ::= path(B) DOT name(N). { A = path(p, B, N); }

%type args {List}
args(A) ::= . { A = NIL; }
args(A) ::= arglist(L). { A = L; }
%type arglist {List}
arglist(A) ::= expr(E). { A = one(E); }
arglist(A) ::= arglist(L) COMMA expr(E). { A = add(p, L, E); }

// ---- rule sets ---------------------------------------------------------------------------------
from(A) ::= . { A = 0; }
from(A) ::= FROM(K) colon name(N). { A = make(p, AST_FROM, 0, K.start, N, 0, NIL); }

%type rules {List}
rules(A) ::= . { A = NIL; }
rules(A) ::= rules(L) rule(R). { A = add(p, L, R); }
rules(A) ::= rules(L) SEMI. { A = L; }
rules(A) ::= rules(L) SKIPPED(T). { A = add(p, L, skipped(p, T)); }

rule(A) ::= BASIS(K) colon STRING(S). { A = make(p, AST_RULEBASIS, 0, K.start, string(p, S), 0, NIL); }
rule(A) ::= EXECRATE(C) colon points1(Q) score(E). { A = rule_group(p, C, 1, Q, E, 0, block0()); }
rule(A) ::= IDENT(C) points1(Q) score(E) alias(N). { A = rule_group(p, C, 0, Q, E, N, block0()); }
rule(A) ::= IDENT(C) points1(Q) score(E) alias(N) classes(B). { A = rule_group(p, C, 0, Q, E, N, B); }
rule(A) ::= IDENT(C) alias(N) classes(B). { A = rule_group(p, C, 0, 0, 0, N, B); }
rule(A) ::= UNMET(K) colon POSITIVE EQ expr(E). { A = make(p, AST_RULEUNMET, UNMET_POSITIVE, K.start, E, 0, NIL); }
rule(A) ::= UNMET(K) colon NEGATIVE EQ expr(E). { A = make(p, AST_RULEUNMET, UNMET_NEGATIVE, K.start, E, 0, NIL); }
rule(A) ::= UNMET(K) colon EQ EQ expr(E). { A = make(p, AST_RULEUNMET, UNMET_EQUAL, K.start, E, 0, NIL); }
rule(A) ::= BANDS(K) colon bands(L). { A = make(p, AST_RULEBANDS, 0, K.start, 0, 0, L); }
rule(A) ::= GRADES(K) colon bands(L). { A = make(p, AST_RULEGRADES, 0, K.start, 0, 0, L); }
rule(A) ::= DEVIATION(K) colon points1(Q). { A = make(p, AST_RULEDEVIATION, 0, K.start, Q, 0, NIL); }
rule(A) ::= PLACES(K) colon points1(Q). { A = make(p, AST_RULEPLACES, 0, K.start, Q, 0, NIL); }
rule(A) ::= DROP(K) colon names(L). { A = make(p, AST_RULEDROP, 0, K.start, 0, 0, L); }
rule(A) ::= ABSENT(K) colon name(B) INTO colon name(C). { A = make(p, AST_RULEABSENT, 0, K.start, B, C, NIL); }
rule(A) ::= BARE(K) colon GE|LE|GT|LT|EQ(T). { A = make_to(p, AST_RULEBARE, compare(T), K.start, T.end, 0, 0, NIL); }

score(A) ::= . { A = 0; }
score(A) ::= SCORE(K) colon expr(E). { A = make(p, AST_ATTR, ATTR_SCORE, K.start, E, 0, NIL); }
alias(A) ::= . { A = 0; }
alias(A) ::= ALIASES(K) colon names(L). { A = make(p, AST_ALIASES, 0, K.start, 0, 0, L); }
classalias(A) ::= . { A = 0; }
classalias(A) ::= ALIASES(K) colon name(N). { A = make(p, AST_ALIASES, 0, K.start, N, 0, NIL); }
%type classes {Block}
classes(A) ::= LB classlist(L) RB(Z). { A = block(L, Z); }
%type classlist {List}
classlist(A) ::= . { A = NIL; }
classlist(A) ::= classitems(L). { A = L; }
classlist(A) ::= classitems(L) COMMA. { A = L; }
%type classitems {List}
classitems(A) ::= class(C). { A = one(C); }
classitems(A) ::= classitems(L) COMMA class(C). { A = add(p, L, C); }
class(A) ::= name(N) classalias(B). { A = make(p, AST_CLASSITEM, 0, at(p, N), N, B, NIL); }
%type bands {List}
bands(A) ::= band(B). { A = one(B); }
bands(A) ::= bands(L) COMMA band(B). { A = add(p, L, B); }
band(A) ::= name(N) points1(Q). { A = make(p, AST_BAND, 0, at(p, N), N, Q, NIL); }

// ---- tests -------------------------------------------------------------------------------------
%type checks {List}
checks(A) ::= . { A = NIL; }
checks(A) ::= checks(L) check(C). { A = add(p, L, C); }
checks(A) ::= checks(L) SEMI. { A = L; }
checks(A) ::= checks(L) SKIPPED(T). { A = add(p, L, skipped(p, T)); }
check(A) ::= PROJECT(K) colon path(B). { A = make(p, AST_TESTPROJECT, 0, K.start, B, 0, NIL); }
check(A) ::= SET(K) colon path(B) EQ expr(E). { A = make(p, AST_TESTSET, 0, K.start, B, E, NIL); }
check(A) ::= EXPECT(K) colon expr(E). { A = make(p, AST_TESTEXPECT, 0, K.start, E, 0, NIL); }
check(A) ::= ASOF(K) colon date(D). { A = make(p, AST_TESTASOF, 0, K.start, D, 0, NIL); }
