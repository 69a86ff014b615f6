;;; pgl-mode.el --- Major mode for pgl, budget performance targets (绩效目标语言)  -*- lexical-binding: t; coding: utf-8 -*-

;; Version: @VERSION@
;; Package-Requires: ((emacs "26.1"))
;; Keywords: languages
;; SPDX-License-Identifier: Apache-2.0

;;; Commentary:

;; 着色、缩进、imenu、compile；eglot 与 lsp-mode 启动语言服务器 `pgl lsp'。
;; Highlighting, indentation, imenu, compile; eglot and lsp-mode start the language server `pgl lsp'.
;; Word lists and patterns come from the language's own tables.

;;; Code:

(require 'seq)

(defgroup pgl nil "Budget performance targets." :group 'languages)

(defcustom pgl-program "pgl" "The program pgl." :type 'string :group 'pgl)

(defcustom pgl-settings nil
  "Settings of the language server, a property list.
For example (:language \"zh\" :actuals [\"actuals.csv\"])."
  :type 'plist :group 'pgl)

(defcustom pgl-indent-offset 2 "Columns a brace." :type 'integer :group 'pgl :safe #'integerp)

;;;; Words and patterns

(defconst pgl--words
  '((plain @{plain:lisp})
    (body @{body:lisp})
    (value @{value:lisp})
    (indicator @{indicator:lisp})
    (class @{class:lisp} @{group:lisp})
    (attribute @{attribute:lisp})
    (rule @{rule:lisp})
    (mapping @{mapping:lisp})
    (check @{check:lisp})
    (aggregate @{aggregate:lisp})
    (literal @{literal:lisp})
    (logic @{logic:lisp})
    (operator @{operator:lisp})
    (function @{function:lisp})
    (figure @{figure:lisp})
    (goal @{goal:lisp})
    (budget @{budget:lisp})
    (adjust @{adjust:lisp})
    (aliases @{aliases:lisp})
    (unitword @{unitword:lisp})
    (goes-on @{goes_on:lisp})
    (unit @{known:lisp})
    (prefix @{prefix:lisp}))
  "The words of the language by class.")

(defun pgl--any (&rest classes)
  "A regexp for any word of CLASSES."
  (regexp-opt (apply #'append (mapcar (lambda (c) (cdr (assq c pgl--words))) classes))))

(defun pgl--whole (&rest classes)
  "A regexp for any word of CLASSES that is a whole name; group 1."
  (concat "\\_<\\(" (apply #'pgl--any classes) "\\)\\_>"))

(defconst pgl--name @{name:lisp})
(defconst pgl--string @{string:lisp})
(defconst pgl--number @{number:lisp})
(defconst pgl--unit @{unit:lisp})
(defconst pgl--date @{date:lisp})
(defconst pgl--symbol @{symbol:lisp})
(defconst pgl--blank "[ \t　]*")
(defconst pgl--known-unit
  (concat "\\(?:" (pgl--any 'prefix) "\\)?\\(?:" (pgl--any 'unit) "\\)\\(?:[·*/／、]" pgl--unit "\\)*\\_>"))

;;;; Syntax

(defvar pgl-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?/ ". 12" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?\r ">" table)
    (dolist (c (append "_＿·・‧•∙⋅、℃℉°²³" nil)) (modify-syntax-entry c "_" table))
    (dolist (c (append "\"＂\\“”「」『』《》+-*%‰％<>=≥≤≠?？&|'" nil)) (modify-syntax-entry c "." table))
    (modify-syntax-entry ?（ "(）" table)
    (modify-syntax-entry ?） ")（" table)
    (modify-syntax-entry ?｛ "(｝" table)
    (modify-syntax-entry ?｝ ")｛" table)
    table)
  "Names are symbols, also with 、 inside; `pgl--propertize' tells quotes.")

(defun pgl--propertize (start end)
  "Mark both ends of each text between START and END; a text ends with its line."
  (goto-char start)
  (while (re-search-forward (concat "//.*\\|" pgl--string) end t)
    (let ((from (match-beginning 0)) (to (match-end 0)))
      (unless (eq (char-after from) ?/)
        (put-text-property from (1+ from) 'syntax-table (string-to-syntax "|"))
        (put-text-property (1- to) to 'syntax-table (string-to-syntax "|"))))))

;;;; Faces

(defmacro pgl--defface (name parent doc)
  "Define the face NAME with the looks of PARENT and DOC."
  (declare (indent 2))
  `(defface ,name '((t :inherit ,parent)) ,doc :group 'pgl))

(pgl--defface pgl-keyword font-lock-keyword-face "Keywords that open a statement.")
(pgl--defface pgl-attribute font-lock-builtin-face "Attributes of an indicator.")
(pgl--defface pgl-class font-lock-type-face "Classes and groups of indicators.")
(pgl--defface pgl-title font-lock-function-name-face "Names of departments, sections and projects.")
(pgl--defface pgl-name font-lock-variable-name-face "Names of indicators, data and values.")
(pgl--defface pgl-aggregate font-lock-builtin-face "How rows combine.")
(pgl--defface pgl-logic font-lock-keyword-face "Logic.")
(pgl--defface pgl-literal font-lock-constant-face "是, 否, 待定.")
(pgl--defface pgl-function font-lock-function-name-face "Functions where they are called.")
(pgl--defface pgl-member font-lock-variable-name-face "What stands behind a dot.")
(pgl--defface pgl-operator font-lock-builtin-face "Operators, symbols and words.")
(pgl--defface pgl-number font-lock-constant-face "Numbers.")
(pgl--defface pgl-unit font-lock-type-face "Units.")
(pgl--defface pgl-date font-lock-constant-face "Dates.")
(pgl--defface pgl-hole font-lock-warning-face "What is still blank.")

;;;; Highlighting

(defun pgl--code-p (pos)
  "Whether POS is in neither text nor comment."
  (save-excursion (not (nth 8 (syntax-ppss pos)))))

(defun pgl--match-named (head not-names)
  "A matcher of HEAD (group 1) and the name behind it (group 2).
The name is none of the words NOT-NAMES."
  (let ((head (concat head pgl--blank "[:：]?" pgl--blank))
        (name (concat "\\(" pgl--name "\\|" pgl--string "\\)"))
        (refused (concat "\\(?:" not-names "\\)\\(?:\\_>\\|[0-9０-９]\\)")))
    (lambda (limit)
      (let (found)
        (while (and (not found) (re-search-forward head limit t))
          (let ((data (match-data)))
            (if (and (pgl--code-p (nth 2 data)) (not (looking-at refused)) (looking-at name))
                (progn (setq found t)
                       (goto-char (match-end 1))
                       (set-match-data (list (car data) (match-end 1) (nth 2 data) (nth 3 data)
                                             (match-beginning 1) (match-end 1))))
              (goto-char (max (1+ (nth 0 data)) (nth 3 data))))))
        found))))

(defun pgl--match-operand (limit)
  "Match up to LIMIT a name where no keyword can stand.
That is behind an operator, a comma or an opening bracket."
  (let ((special (concat "\\(?:" (pgl--any 'literal 'logic 'class) "\\)\\_>"))
        (found nil))
    (while (and (not found)
                (re-search-forward (concat "\\(?:" pgl--symbol "\\|[,，(（]\\)" pgl--blank "\\(" pgl--name "\\)") limit t))
      (let ((data (match-data)))
        (if (or (not (pgl--code-p (nth 2 data)))
                (looking-at (concat pgl--blank "[(（]"))
                (save-excursion (goto-char (nth 2 data)) (looking-at special)))
            (goto-char (nth 2 data))
          (set-match-data data)
          (setq found t))))
    found))

(defun pgl--match-heading (limit)
  "Match up to LIMIT a class that is not known by name, and the name behind it."
  (let ((heading (concat "^" pgl--blank "\\(" pgl--name "\\)[ \t　]+\\(" pgl--name "\\|" pgl--string "\\)")) found)
    (while (and (not found) (re-search-forward heading limit t))
      (setq found (not (get-text-property (match-beginning 1) 'face))))
    found))

(defconst pgl-font-lock-keywords
  `((,(concat "\\.[ \t]*\\(" pgl--name "\\)") 1 'pgl-member)
    (,(pgl--match-named (pgl--whole 'body) "") (1 'pgl-keyword) (2 'pgl-title t))
    (,(concat (pgl--whole 'unitword) pgl--blank "[:：]?" pgl--blank "\\(" pgl--unit "\\)") (1 'pgl-keyword) (2 'pgl-unit))
    (,(pgl--match-named (pgl--whole 'value) "") (1 'pgl-keyword) (2 'pgl-name t))
    (,(pgl--match-named (pgl--whole 'indicator) (pgl--any 'operator 'aliases)) (1 'pgl-keyword) (2 'pgl-name t))
    (,(pgl--match-named (pgl--whole 'class) (pgl--any 'operator 'aliases)) (1 'pgl-class) (2 'pgl-name t))
    (,(concat "\\_<\\(\\(?:" pgl--date "\\)\\)\\_>") 1 'pgl-date)
    (,(concat "\\_<\\(\\(?:" pgl--date "\\)\\)[0-9]") 1 'pgl-date)
    ;; an operator word is one as a whole, or where it touches a digit; so is 目标1
    (,(concat "\\_<\\(" (pgl--any 'operator) "\\)\\(?:\\_>\\|[0-9０-９]\\)") 1 'pgl-operator)
    (,(concat "\\_<\\(?:" (pgl--any 'operator) "\\)\\(" pgl--number "\\)\\(" pgl--unit "\\)?") (1 'pgl-number) (2 'pgl-unit nil t))
    (,(concat "\\_<\\(" (pgl--any 'goal) "[0-9０-９]+\\)\\_>") 1 'pgl-keyword)
    (,(concat "\\_<\\(" pgl--number "\\)\\(" pgl--unit "\\|[ \t　]+" pgl--known-unit "\\)?") (1 'pgl-number) (2 'pgl-unit nil t))
    (,(concat "\\([?？]+\\)\\(" pgl--unit "\\)?") (1 'pgl-hole) (2 'pgl-unit nil t))
    (,(concat (pgl--whole 'aggregate) "[ \t　]+\\(" pgl--known-unit "\\)") (1 'pgl-aggregate) (2 'pgl-unit))
    (,pgl--symbol . 'pgl-operator)
    (pgl--match-operand 1 'default)
    (,(pgl--whole 'logic) 1 'pgl-logic)
    (,(pgl--whole 'plain 'body 'value 'unitword 'indicator 'rule 'mapping 'check) 1 'pgl-keyword)
    (,(pgl--whole 'class) 1 'pgl-class)
    (,(pgl--whole 'attribute) 1 'pgl-attribute)
    (,(pgl--whole 'literal) 1 'pgl-literal)
    (,(concat "\\_<\\(" pgl--name "\\)" pgl--blank "[(（]") 1 'pgl-function)
    (,(pgl--whole 'aggregate) 1 'pgl-aggregate)
    ;; classes and groups of a rule set of one's own
    (pgl--match-heading (1 'pgl-class) (2 'pgl-name t))
    (,(concat "^" pgl--blank "\\(" pgl--name "\\)" pgl--blank "\\(?:" pgl--number "分?\\)?" pgl--blank "[{｛]") 1 'pgl-class))
  "What `font-lock-mode' marks in pgl.")

(defun pgl--syntactic-face (state)
  "The face of the text or comment of STATE."
  (cond ((nth 3 state) 'font-lock-string-face)
        ((save-excursion (goto-char (nth 8 state)) (looking-at-p "///\\(?:[^/]\\|$\\)")) 'font-lock-doc-face)
        (t 'font-lock-comment-face)))

;;;; Indentation

(defconst pgl--goes-on
  (concat "\\(?:" (pgl--any 'goes-on) "\\)\\(?:\\_>\\|[0-9０-９]\\)\\|[≥≤<>=≠+*^]\\|/[^/]\\|-[ \t]")
  "How a line begins that goes on with the statement above it.")

(defconst pgl--field (concat "\\(?:" (pgl--any 'goes-on) "\\)[ \t　]*[=＝]")
  "How a line of a mapping begins.")

(defun pgl--previous-line ()
  "Go to the line above that has code; nil where there is none."
  (let (found)
    (while (and (not found) (zerop (forward-line -1)))
      (back-to-indentation)
      (setq found (not (or (eolp) (looking-at-p "//")))))
    found))

(defun pgl--goes-on-p ()
  "Whether this line goes on with the statement above it."
  (save-excursion
    (back-to-indentation)
    (and (looking-at-p pgl--goes-on)
         (not (looking-at-p pgl--field)) ; 取值 = 列 3, of 实际
         (pgl--previous-line)
         (progn (end-of-line) (forward-comment (- (point))) (not (memq (char-before) '(?{ ?｛)))))))

(defun pgl--statement-p (class)
  "Whether the statement of this line begins with a word of CLASS."
  (save-excursion
    (while (and (pgl--goes-on-p) (pgl--previous-line)))
    (back-to-indentation)
    (looking-at-p (pgl--whole class))))

(defun pgl--indentation ()
  "The column of this line."
  (save-excursion
    (back-to-indentation)
    (let ((depth (car (syntax-ppss (line-beginning-position)))))
      (cond ((looking-at "[}｝ \t]*[}｝]")
             (setq depth (- depth (length (replace-regexp-in-string "[ \t]" "" (match-string 0))))))
            ((pgl--goes-on-p)
             (setq depth (+ depth (if (and (looking-at-p (pgl--whole 'adjust)) (pgl--statement-p 'budget)) 1 2)))))
      (* pgl-indent-offset (max 0 depth)))))

(defun pgl-indent-line ()
  "Indent this line: by its braces, deeper where it goes on with a statement."
  (interactive)
  (if (nth 3 (save-excursion (syntax-ppss (line-beginning-position))))
      'noindent
    (let ((from-end (- (point-max) (point))) (column (pgl--indentation)))
      (indent-line-to column)
      (when (> (- (point-max) from-end) (point)) (goto-char (- (point-max) from-end))))))

;;;; Names, completion, compile

(defconst pgl--imenu
  (let ((row (lambda (title &rest classes)
               (list title (concat "^" pgl--blank (apply #'pgl--whole classes) pgl--blank "[:：]?" pgl--blank
                                   "\\(" pgl--name "\\|" pgl--string "\\)")
                     2))))
    (list (funcall row "项目" 'body) (funcall row "指标" 'indicator 'class) (funcall row "数据" 'value)))
  "What `imenu' lists.")

(defun pgl-completion-at-point ()
  "Complete words of the language, where no language server does it better."
  (let ((end (point)) (start (save-excursion (skip-syntax-backward "w_") (point))))
    (when (and (< start end) (pgl--code-p end))
      (list start end (apply #'append (mapcar #'cdr (seq-remove (lambda (row) (memq (car row) '(unit prefix goes-on))) pgl--words)))
            :exclusive 'no))))

(defvar compilation-error-regexp-alist)
(defvar compilation-error-regexp-alist-alist)
(with-eval-after-load 'compile
  (add-to-list 'compilation-error-regexp-alist 'pgl)
  (add-to-list 'compilation-error-regexp-alist-alist
               '(pgl "^\\([^\n:]+\\):\\([0-9]+\\):\\([0-9]+\\): \\(?:错误\\|error\\|\\(警告\\|warning\\)\\|\\(提示\\|hint\\)\\)\\["
                     1 2 3 (4 . 5))))

(defun pgl-check ()
  "Check the program of this folder, with places to jump to."
  (interactive)
  (compile (concat (shell-quote-argument pgl-program) " check --format compact .")))

;;;; Language servers

(defvar eglot-server-programs)
(defvar eglot-workspace-configuration)
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               (cons 'pgl-mode (lambda (&rest _) (list pgl-program "lsp")))))

(defvar lsp-language-id-configuration)
(declare-function lsp-register-client "ext:lsp-mode" (client))
(declare-function make-lsp-client "ext:lsp-mode" (&rest args))
(declare-function lsp-stdio-connection "ext:lsp-mode" (command &optional test))
(with-eval-after-load 'lsp-mode
  (add-to-list 'lsp-language-id-configuration '(pgl-mode . "pgl"))
  (lsp-register-client
   (make-lsp-client :new-connection (lsp-stdio-connection (lambda () (list pgl-program "lsp")))
                    :initialization-options (lambda () pgl-settings)
                    :major-modes '(pgl-mode)
                    :server-id 'pgl)))

(defvar pgl-mode-map
  (let ((map (make-sparse-keymap)))
    (define-key map (kbd "C-c C-c") #'pgl-check)
    map)
  "Keys of `pgl-mode'.")

(defvar hs-special-modes-alist)
(with-eval-after-load 'hideshow
  (add-to-list 'hs-special-modes-alist '(pgl-mode "[{｛]" "[}｝]" "//")))

;;;###autoload
(define-derived-mode pgl-mode prog-mode "pgl"
  "Major mode for budget performance targets (绩效目标语言)."
  (setq-local comment-start "// ")
  (setq-local comment-end "")
  (setq-local comment-start-skip "//+[ \t]*")
  (setq-local parse-sexp-ignore-comments t)
  (setq-local syntax-propertize-function #'pgl--propertize)
  (setq-local font-lock-defaults '(pgl-font-lock-keywords nil nil nil (font-lock-syntactic-face-function . pgl--syntactic-face)))
  (setq-local indent-line-function #'pgl-indent-line)
  (setq-local indent-tabs-mode nil)
  (setq-local electric-indent-chars (append "}｝" electric-indent-chars))
  (setq-local imenu-generic-expression pgl--imenu)
  (setq-local eglot-workspace-configuration (and pgl-settings (list (cons :pgl pgl-settings))))
  (add-hook 'completion-at-point-functions #'pgl-completion-at-point 90 t))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.pgl\\'" . pgl-mode))

(provide 'pgl-mode)
;;; pgl-mode.el ends here
