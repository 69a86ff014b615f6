" Vim syntax of pgl (绩效目标语言). Word lists and patterns come from the language's own tables.
"
" A text is read as the lexer reads it: a whole name at a time (pglIdent), so that no keyword is ever found inside
" one. What may be a name or a keyword is told by its neighbour: behind a class or a declaring keyword stands a
" name, behind an operator an operand.
if exists('b:current_syntax')
  finish
endif
let s:cpo = &cpo
set cpo&vim
syntax spell toplevel
syntax iskeyword @,48-57,_,192-255,176,178,179,185

" ---- what can stand anywhere; later items win
syntax match pglIdent /\v@{name:vim}/
syntax match pglHeading /\v^@{blank:vim}*\zs@{name:vim}\ze@{blank:vim}+%(@{letter:vim}|["“「『《＂])/ nextgroup=pglName skipwhite
syntax match pglHeading /\v^@{blank:vim}*\zs@{name:vim}\ze@{blank:vim}*%(@{number:vim}分?)?@{blank:vim}*[{｛]/
syntax match pglCall /\v\k@4<!%(@{name:vim})@>\ze@{blank:vim}*[(（]/
syntax match pglOperator /\v@{symbol:vim}/ nextgroup=pglTruth,pglLogic,pglFunction,pglCall,pglOperand skipwhite
syntax match pglOperator /\v%(@{operator:vim})%(@{inside:vim}@!|[0-9０-９]@=)/
syntax match pglPunctuation /[:：;；]/
syntax match pglPunctuation /[,，]/ nextgroup=pglTruth,pglLogic,pglClass,pglFunction,pglCall,pglOperand skipwhite
syntax match pglBracket /[{}｛｝)）]/
syntax match pglBracket /[(（]/ nextgroup=pglTruth,pglLogic,pglFunction,pglCall,pglOperand skipwhite
syntax match pglNumber /\v@{number:vim}/ nextgroup=pglUnit,pglSpacedUnit
syntax match pglUnit contained /\v@{unit:vim}/
syntax match pglSpacedUnit contained /\v@{blank:vim}+%(@{prefix:vim})?%(@{known:vim})@{inside:vim}@!/
syntax match pglKnownUnit contained /\v%(@{prefix:vim})?%(@{known:vim})%([·*/／、]@{unit:vim})*@{inside:vim}@!/
syntax match pglDate /\v@{date:vim}@{letter:vim}@!/
syntax match pglHole /\v[?？]+/ nextgroup=pglUnit
syntax match pglMember /\v\.@{blank:vim}*@{name:vim}/

" ---- names behind the words that take one
syntax match pglName contained /\v%(%(@{operator:vim})%(@{inside:vim}@!|[0-9０-９]@=)|%(@{aliases:vim})@{inside:vim}@!)@!@{name:vim}/
syntax match pglName contained /\v@{string:vim}/ contains=@Spell
syntax match pglTitle contained /\v@{name:vim}|@{string:vim}/
syntax match pglColon contained /\v@{blank:vim}*[:：　]@{blank:vim}*/ nextgroup=pglName
syntax match pglTitleColon contained /\v@{blank:vim}*[:：　]@{blank:vim}*/ nextgroup=pglTitle
syntax match pglOperand contained /\v@{name:vim}/

" ---- keywords: whole words only
syntax keyword pglStatement @{plain:words}
syntax keyword pglDeclare @{body:words} nextgroup=pglTitleColon,pglTitle skipwhite
syntax keyword pglDeclare @{value:words} nextgroup=pglColon,pglName skipwhite
syntax keyword pglDeclare @{indicator:words} nextgroup=pglColon,pglName skipwhite
syntax keyword pglClass @{class:words} @{group:words} nextgroup=pglColon,pglName skipwhite
syntax keyword pglDeclare @{unitword:words} nextgroup=pglUnit skipwhite
syntax match pglStatement /\v%(@{goal:vim})[0-9０-９]+@{inside:vim}@!/
syntax keyword pglAttribute @{attribute:words}
syntax keyword pglRule @{rule:words}
syntax keyword pglMapping @{mapping:words}
syntax keyword pglCheck @{check:words}
syntax keyword pglTruth @{literal:words}
syntax keyword pglLogic @{logic:words}
" a function is a function where it is called, and a keyword's twin elsewhere
syntax match pglAggregate /\v%(@{aggregate:vim})%([·・‧•∙⋅、]?@{inside:vim})@!/ nextgroup=pglKnownUnit skipwhite
syntax match pglFunction /\v%(@{function:vim})\ze@{blank:vim}*[(（]/

" ---- texts and comments
syntax region pglString matchgroup=pglString start=/"/ skip=/\\./ end=/"/ oneline contains=pglEscape,@Spell
syntax region pglString matchgroup=pglString start=/＂/ skip=/\\./ end=/[＂"]/ oneline contains=pglEscape,@Spell
syntax region pglString matchgroup=pglString start=/“/ end=/”/ oneline contains=pglNested,@Spell
syntax region pglString matchgroup=pglString start=/「/ end=/」/ oneline contains=pglNested,@Spell
syntax region pglString matchgroup=pglString start=/『/ end=/』/ oneline contains=pglNested,@Spell
syntax region pglString matchgroup=pglString start=/《/ end=/》/ oneline contains=pglNested,@Spell
syntax region pglNested contained transparent matchgroup=pglString start=/“/ end=/”/ oneline contains=pglNested,@Spell
syntax region pglNested contained transparent matchgroup=pglString start=/「/ end=/」/ oneline contains=pglNested,@Spell
syntax region pglNested contained transparent matchgroup=pglString start=/『/ end=/』/ oneline contains=pglNested,@Spell
syntax region pglNested contained transparent matchgroup=pglString start=/《/ end=/》/ oneline contains=pglNested,@Spell
syntax match pglEscape contained /\\["\\]/
syntax match pglComment ,//.*, contains=pglTodo,@Spell
syntax match pglDocComment ,///\%(/\)\@!.*, contains=@Spell
syntax keyword pglTodo contained TODO FIXME 待办 示例值

syntax region pglFold transparent fold start=/[{｛]/ end=/[}｝]/ contains=TOP
syntax sync minlines=200

highlight default link pglStatement Statement
highlight default link pglDeclare Structure
highlight default link pglClass Type
highlight default link pglHeading Type
highlight default link pglTitle Function
highlight default link pglName Identifier
highlight default link pglAttribute Label
highlight default link pglRule Keyword
highlight default link pglMapping Keyword
highlight default link pglCheck Keyword
highlight default link pglAggregate StorageClass
highlight default link pglTruth Boolean
highlight default link pglLogic Conditional
highlight default link pglFunction Function
highlight default link pglCall Function
highlight default link pglMember Identifier
highlight default link pglOperator Operator
highlight default link pglPunctuation Delimiter
highlight default link pglColon Delimiter
highlight default link pglTitleColon Delimiter
highlight default link pglBracket Delimiter
highlight default link pglNumber Number
highlight default link pglUnit Number
highlight default link pglSpacedUnit Number
highlight default link pglKnownUnit Number
highlight default link pglDate Constant
highlight default link pglHole WarningMsg
highlight default link pglString String
highlight default link pglEscape SpecialChar
highlight default link pglComment Comment
highlight default link pglDocComment SpecialComment
highlight default link pglTodo Todo

let b:current_syntax = 'pgl'
let &cpo = s:cpo
unlet s:cpo
