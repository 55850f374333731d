#include "vm/language/parser.hpp"

#include <gtest/gtest.h>

#include "tests/vm/language/tree_text.hpp"

namespace ach::vm::language {
namespace {

TEST(Parser, Literals) {
    EXPECT_EQ(parsed("12 ; 0.5 ; 1e3 ; 2.5e-1i ; 3i"), "12 0.5 1000 0.25i 3i");
    EXPECT_EQ(parsed("1e999; 1e-999; 0.0"), "inf 0 0");
    EXPECT_EQ(parsed("Infinity; NaN; true; null"), "inf nan true null");
    EXPECT_EQ(parsed("\"a\\n\\u{e9}${x}\""), "\"a\né${x}\"");
    EXPECT_EQ(parsed("1..5"), "(.. 1 5)");
    EXPECT_EQ(parsed("5.abs()"), "(method 5 abs)");
}

TEST(Parser, Interpolation) {
    EXPECT_EQ(parsed("'n=${1 + 1}, ${\"ab\".upper()} costs $5'"),
              "(interpolate \"n=\" (+ 1 1) \", \" (method \"ab\" upper) \" costs $5\")");
    EXPECT_EQ(parsed("''"), "(interpolate)");
    EXPECT_EQ(parsed("'${'${'x'}'}'"), "(interpolate (interpolate (interpolate \"x\")))");
    EXPECT_EQ(parsed("'${{a: 1}.a}${do {\nlet x = 2\nx }}'"),
              "(interpolate (. (record a:1) a) {(let x 2) x})");
    EXPECT_EQ(parsed("'\\${x} // no comment'"), "(interpolate \"${x} // no comment\")");
}

TEST(Parser, Precedence) {
    EXPECT_EQ(parsed("-2^2"), "(- (^ 2 2))");
    EXPECT_EQ(parsed("2^3^2"), "(^ 2 (^ 3 2))");
    EXPECT_EQ(parsed("2^-x^2"), "(^ 2 (- (^ x 2)))");
    EXPECT_EQ(parsed("a || b && c == d + e * f"), "(|| a (&& b (== c (+ d (* e f)))))");
    EXPECT_EQ(parsed("1 - 2 - 3"), "(- (- 1 2) 3)");
    EXPECT_EQ(parsed("await a() + 1"), "(+ (await (call a)) 1)");
    EXPECT_EQ(parsed("!await f()"), "(! (await (call f)))");
    EXPECT_EQ(parsed("(await f()).x"), "(. (await (call f)) x)");
    EXPECT_EQ(parsed("a + 1..b || c"), "(.. (+ a 1) (|| b c))");
    EXPECT_EQ(parsed("x -1"), "(- x 1)");
    EXPECT_EQ(parsed("[1 -1]"), "[(- 1 1)]");
}

TEST(Parser, PostfixChains) {
    EXPECT_EQ(parsed("a.b(c)"), "(method a b c)");
    EXPECT_EQ(parsed("(a.b)(c)"), "(call (. a b) c)");
    EXPECT_EQ(parsed("a.b.c[1](2)"), "(call (index (. (. a b) c) 1) 2)");
    EXPECT_EQ(parsed("e.from.type"), "(. (. e from) type)");
    EXPECT_EQ(parsed("do { f }(x)"), "(call {f} x)");
    EXPECT_EQ(parsed("f(1, 2,)"), "(call f 1 2)");
}

TEST(Parser, IndexArguments) {
    EXPECT_EQ(parsed("v[1..2]"), "(index v 1..2)");
    EXPECT_EQ(parsed("v[..]"), "(index v ..)");
    EXPECT_EQ(parsed("v[a.., ..=b, c]"), "(index v a.. ..=b c)");
    EXPECT_EQ(parsed("v[(1..2)]"), "(index v (.. 1 2))");
    EXPECT_EQ(parsed("v[1..=]"), "1:4 '..=' needs an end");
}

TEST(Parser, LineFeedsEndStatements) {
    EXPECT_EQ(parsed("f\n(x)"), "f x");
    EXPECT_EQ(parsed("a\n-1"), "a (- 1)");
    EXPECT_EQ(parsed("a\n[0]"), "a [0]");
    EXPECT_EQ(parsed("a;;\n\n;b"), "a b");
}

TEST(Parser, LineFeedsThatDoNot) {
    EXPECT_EQ(parsed("let t = p\n    .f(1)\n    // why\n    .g"), "(let t (. (method p f 1) g))");
    EXPECT_EQ(parsed("let ok = a &&\n b"), "(let ok (&& a b))");
    EXPECT_EQ(parsed("f(\n1\n,\n2\n)"), "(call f 1 2)");
    EXPECT_EQ(parsed("(a\n+ b\n)"), "(+ a b)");
    EXPECT_EQ(parsed("[1\n-1]"), "[(- 1 1)]");
    EXPECT_EQ(parsed("if (a)\n{ 1 }\nelse\n{ 2 }"), "(if a {1} {2})");
    EXPECT_EQ(parsed("try\n{ 1 }\ncatch (e)\n{ 2 }"), "(try {1} e {2})");
    EXPECT_EQ(parsed("match e\n{\n1 => 2\n}"), "(match e (1 => 2))");
    EXPECT_EQ(parsed("{\na: 1\n,\nb\n}"), "(record a:1 b:b)");
    EXPECT_EQ(parsed("let x =\n  5"), "(let x 5)");
    EXPECT_EQ(parsed("x =>\n  5"), "(lambda (x) 5)");
}

TEST(Parser, BracesBringLineFeedsBack) {
    EXPECT_EQ(parsed("f(do {\na\n-1\n})"), "(call f {a (- 1)})");
    EXPECT_EQ(parsed("[match x {\n1 => a\n2 => b\n}]"), "[(match x (1 => a) (2 => b))]");
}

TEST(Parser, RecordsAndArrays) {
    EXPECT_EQ(parsed("{}"), "(record)");
    EXPECT_EQ(parsed("{type: \"add\", \"a b\": 2, ...r, x, mut n: 0, mut: 1,}"),
              "(record type:\"add\" a b:2 ...r x:x mut n:0 mut:1)");
    EXPECT_EQ(parsed("[1, ...v,]"), "[1 ...v]");
    EXPECT_EQ(parsed("x = {a: 1}"), "(= x (record a:1))");
}

TEST(Parser, Lambdas) {
    EXPECT_EQ(parsed("x => x + 1"), "(lambda (x) (+ x 1))");
    EXPECT_EQ(parsed("(x => x + 1)(4)"), "(call (lambda (x) (+ x 1)) 4)");
    EXPECT_EQ(parsed("() => {}"), "(lambda () (record))");
    EXPECT_EQ(parsed("(a, b = a, c?) => a"), "(lambda (a b=a c?) a)");
    EXPECT_EQ(parsed("(a: Number, b: String? = null): Any => a"),
              "(lambda (a:Number b:String?=null):Any a)");
    EXPECT_EQ(parsed("x: Number => x"), "(lambda (x:Number) x)");
    EXPECT_EQ(parsed("x: Number: String => x"), "(lambda (x:Number):String x)");
    EXPECT_EQ(parsed("{h: x: Number: Any => x}"), "(record h:(lambda (x:Number):Any x))");
    EXPECT_EQ(parsed("async x => await x"), "(async-lambda (x) (await x))");
    EXPECT_EQ(parsed("async () => 1"), "(async-lambda () 1)");
    EXPECT_EQ(parsed("async do { 1 }"), "async{1}");
    EXPECT_EQ(parsed("x => y => x"), "(lambda (x) (lambda (y) x))");
    EXPECT_EQ(parsed("_ => 1"), "(lambda (_) 1)");
}

TEST(Parser, JumpsAreExpressions) {
    EXPECT_EQ(parsed("x => if(x < 0, throw \"neg\", sqrt(x))"),
              "(lambda (x) (if (< x 0) (throw \"neg\") (call sqrt x)))");
    EXPECT_EQ(parsed("() => do { return\n5 }"), "(lambda () {(return) 5})");
    EXPECT_EQ(parsed("while (a) { break; continue; break 1 }"),
              "(while a {(break) (continue) (break 1)})");
    EXPECT_EQ(parsed("generate { yield 1 }"), "generate{(yield 1)}");
}

TEST(Parser, ControlForms) {
    EXPECT_EQ(parsed("if(a, b, c)"), "(if a b c)");
    EXPECT_EQ(parsed("if (a) { b } else if (c) { d } else { e }"), "(if a {b} (if c {d} {e}))");
    EXPECT_EQ(parsed("if (a) { b } else if(c, d, e)"), "(if a {b} (if c d e))");
    EXPECT_EQ(parsed("for (x in 1..3) { x }"), "(for x (.. 1 3) {x})");
    EXPECT_EQ(parsed("piecewise([a, 1], 2)"), "(piecewise [a 1] 2)");
    EXPECT_EQ(parsed("let f = piecewise"), "(let f piecewise)");
}

TEST(Parser, MatchAndPatterns) {
    EXPECT_EQ(
        parsed("match v { [] => 1, [a, ...m] if (a > 2) => 2\n {type: \"add\", x, y = 0} => x\n"
               "Number => 3\n -1 => 4\n _ => 5 }"),
        "(match v ([] => 1) ([a ...m] if (> a 2) => 2) ({type:\"add\" x:x y:y=0} => x)"
        " (<Number> => 3) (-1 => 4) (_ => 5))");
    EXPECT_EQ(parsed("match {x: 1} { {x: Number} => x }"),
              "(match (record x:1) ({x:<Number>} => x))");
    EXPECT_EQ(parsed("let {pos: {x, y = 0}, tag: String = \"-\"} = p"),
              "(let {pos:{x:x y:y=0} tag:<String>=\"-\"} p)");
    EXPECT_EQ(parsed("mut [a = 1, [b], ...c] = v"), "(mut [a=1 [b] ...c] v)");
    EXPECT_EQ(parsed("let Number = 5"), "(let Number 5)");
}

TEST(Parser, Types) {
    EXPECT_EQ(parsed("type Op = (Number, Number): Number | String"),
              "(type Op ((Number,Number):(Number|String)))");
    EXPECT_EQ(parsed("type F = ((Number): Number) | null"), "(type F (((Number):Number)|null))");
    EXPECT_EQ(parsed("let m: Tensor<Number, [2, _]> = v"), "(let m:Tensor<Number, 2 _> v)");
    EXPECT_EQ(parsed("let p: {mut x: Number, y?: (String),\n mut: Any} = q"),
              "(let p:{x:Number,y?:String,mut:Any} q)");
    EXPECT_EQ(parsed("(f: (Number): String?) => f"), "(lambda (f:((Number):String?)) f)");
}

TEST(Parser, Assignments) {
    EXPECT_EQ(parsed("a = 1; a.b += 2; a[0] ^= 3"), "(= a 1) (+= (. a b) 2) (^= (index a 0) 3)");
    EXPECT_EQ(parsed("a = return"), "(= a (return))");
}

TEST(Parser, Modules) {
    EXPECT_EQ(parsed("import { area,\n perimeter as rim } from \"./shapes\"\nexport { area as a }"),
              "(import area perimeter/rim \"./shapes\") (export area/a)");
}

TEST(Parser, SkipsMarkAndShellLine) {
    EXPECT_EQ(parsed("\xEF\xBB\xBF#!/usr/bin/env achronyme\n1"), "1");
}

TEST(Parser, IdentifiersMayBeginLikeKeywords) {
    EXPECT_EQ(parsed("in_range; trueish; let_go; do2"), "in_range trueish let_go do2");
}

}  // namespace
}  // namespace ach::vm::language
