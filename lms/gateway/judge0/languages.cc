#include "lms/gateway/judge0/languages.h"

#include <algorithm>
#include <array>

namespace assay::gateway::judge0 {
namespace {

// The numbers up to 89 are those of Judge0 1.13; those above came later, for other versions of the
// same languages. Whoever asks for one of several versions gets the one that we have: its name says
// which. languages_test compares names with runtime-images/languages.
constexpr auto kLanguages = std::to_array<Language>({
    {45, "Assembly (NASM 2.16)", "assembly", "main.asm", "/usr/bin/nasm -f elf64 %s main.asm",
     "./program"},
    {46, "Bash (5.2)", "bash", "script.sh", "", "/usr/bin/bash script.sh"},
    {48, "C (GCC 14.2)", "c", "main.c", "/usr/bin/gcc -std=gnu17 -O2 main.c -lm %s", "./program"},
    {49, "C (GCC 14.2)", "c", "main.c", "/usr/bin/gcc -std=gnu17 -O2 main.c -lm %s", "./program"},
    {50, "C (GCC 14.2)", "c", "main.c", "/usr/bin/gcc -std=gnu17 -O2 main.c -lm %s", "./program"},
    {103, "C (GCC 14.2)", "c", "main.c", "/usr/bin/gcc -std=gnu17 -O2 main.c -lm %s", "./program"},
    {51, "C# (Mono 6.12)", "csharp", "Main.cs", "/usr/bin/mcs -optimize+ Main.cs %s",
     "/usr/bin/mono program.exe"},
    {52, "C++ (GCC 14.2)", "cpp", "main.cpp", "/usr/bin/g++ -std=c++20 -O2 main.cpp %s",
     "./program"},
    {53, "C++ (GCC 14.2)", "cpp", "main.cpp", "/usr/bin/g++ -std=c++20 -O2 main.cpp %s",
     "./program"},
    {54, "C++ (GCC 14.2)", "cpp", "main.cpp", "/usr/bin/g++ -std=c++20 -O2 main.cpp %s",
     "./program"},
    {105, "C++ (GCC 14.2)", "cpp", "main.cpp", "/usr/bin/g++ -std=c++20 -O2 main.cpp %s",
     "./program"},
    {86, "Clojure (1.12)", "clojure", "main.clj", "", "/usr/bin/java clojure.main main.clj"},
    {55, "Common Lisp (SBCL 2.5)", "lisp", "script.lisp", "", "/usr/bin/sbcl --script script.lisp"},
    {56, "D (GDC 14.2)", "d", "main.d", "/usr/bin/gdc -O2 main.d %s", "./program"},
    {57, "Elixir (1.18)", "elixir", "script.exs", "", "/usr/bin/elixir script.exs"},
    {58, "Erlang (OTP 27)", "erlang", "main.erl", "/usr/bin/erlc main.erl %s",
     "/usr/bin/erl -noshell -s main main -s init stop"},
    {59, "Fortran (GFortran 14.2)", "fortran", "main.f90", "/usr/bin/gfortran -O2 main.f90 %s",
     "./program"},
    {60, "Go (1.24)", "go", "main.go", "/usr/bin/go build main.go %s", "./program"},
    {95, "Go (1.24)", "go", "main.go", "/usr/bin/go build main.go %s", "./program"},
    {106, "Go (1.24)", "go", "main.go", "/usr/bin/go build main.go %s", "./program"},
    {107, "Go (1.24)", "go", "main.go", "/usr/bin/go build main.go %s", "./program"},
    {61, "Haskell (GHC 9.6)", "haskell", "main.hs", "/usr/bin/ghc -O main.hs %s", "./program"},
    {62, "Java (OpenJDK 21)", "java", "Main.java", "/usr/bin/javac Main.java %s",
     "/usr/bin/java Main"},
    {91, "Java (OpenJDK 21)", "java", "Main.java", "/usr/bin/javac Main.java %s",
     "/usr/bin/java Main"},
    {63, "JavaScript (Node.js 20)", "javascript", "script.js", "", "/usr/bin/node script.js"},
    {93, "JavaScript (Node.js 20)", "javascript", "script.js", "", "/usr/bin/node script.js"},
    {97, "JavaScript (Node.js 20)", "javascript", "script.js", "", "/usr/bin/node script.js"},
    {102, "JavaScript (Node.js 20)", "javascript", "script.js", "", "/usr/bin/node script.js"},
    {78, "Kotlin (1.3.31)", "kotlin", "Main.kt", "/usr/bin/kotlinc Main.kt %s",
     "/usr/bin/java -jar program.jar"},
    {111, "Kotlin (1.3.31)", "kotlin", "Main.kt", "/usr/bin/kotlinc Main.kt %s",
     "/usr/bin/java -jar program.jar"},
    {64, "Lua (5.4)", "lua", "script.lua", "", "/usr/bin/lua5.4 script.lua"},
    {kMultiFile, "Multi-file program", "multi-file", "", "", ""},
    {65, "OCaml (5.3)", "ocaml", "main.ml", "/usr/bin/ocamlopt main.ml %s", "./program"},
    {66, "Octave (9.4)", "octave", "script.m", "", "/usr/bin/octave-cli -q script.m"},
    {67, "Pascal (Free Pascal 3.2)", "pascal", "main.pas", "/usr/bin/fpc -O2 main.pas %s",
     "./program"},
    {85, "Perl (5.40)", "perl", "script.pl", "", "/usr/bin/perl script.pl"},
    {68, "PHP (8.4)", "php", "script.php", "", "/usr/bin/php script.php"},
    {98, "PHP (8.4)", "php", "script.php", "", "/usr/bin/php script.php"},
    {69, "Prolog (SWI-Prolog 9.2)", "prolog", "main.pro", "",
     "/usr/bin/swipl -g main -t halt main.pro"},
    {70, "Python (2.7, Jython)", "python2", "script.py2", "",
     "/usr/bin/java org.python.util.jython"},
    {71, "Python (3.13)", "python", "script.py", "", "/usr/bin/python3 script.py"},
    {92, "Python (3.13)", "python", "script.py", "", "/usr/bin/python3 script.py"},
    {100, "Python (3.13)", "python", "script.py", "", "/usr/bin/python3 script.py"},
    {109, "Python (3.13)", "python", "script.py", "", "/usr/bin/python3 script.py"},
    {113, "Python (3.13)", "python", "script.py", "", "/usr/bin/python3 script.py"},
    {80, "R (4.5)", "r", "script.r", "", "/usr/bin/Rscript script.r"},
    {99, "R (4.5)", "r", "script.r", "", "/usr/bin/Rscript script.r"},
    {72, "Ruby (3.3)", "ruby", "script.rb", "", "/usr/bin/ruby script.rb"},
    {73, "Rust (1.85)", "rust", "main.rs", "/usr/bin/rustc -O main.rs %s", "./program"},
    {108, "Rust (1.85)", "rust", "main.rs", "/usr/bin/rustc -O main.rs %s", "./program"},
    {81, "Scala (2.11)", "scala", "Main.scala", "/usr/bin/scalac Main.scala %s",
     "/usr/bin/scala Main"},
    {112, "Scala (2.11)", "scala", "Main.scala", "/usr/bin/scalac Main.scala %s",
     "/usr/bin/scala Main"},
    {82, "SQL (SQLite 3.46)", "sql", "script.sql", "", "/usr/bin/sqlite3 :memory: script.sql"},
    {74, "TypeScript (4.9)", "typescript", "script.ts", "/usr/bin/tsc script.ts %s",
     "/usr/bin/node script.js"},
    {94, "TypeScript (4.9)", "typescript", "script.ts", "/usr/bin/tsc script.ts %s",
     "/usr/bin/node script.js"},
    {101, "TypeScript (4.9)", "typescript", "script.ts", "/usr/bin/tsc script.ts %s",
     "/usr/bin/node script.js"},
});

}  // namespace

std::span<const Language> Languages() { return kLanguages; }

const Language* FindLanguage(int id) {
  const auto* const found = std::find_if(kLanguages.begin(), kLanguages.end(),
                                         [&](const Language& l) { return l.id == id; });
  return found == kLanguages.end() ? nullptr : &*found;
}

const Language* LanguageNamed(std::string_view language) {
  const auto* const found = std::find_if(kLanguages.begin(), kLanguages.end(),
                                         [&](const Language& l) { return l.language == language; });
  return found == kLanguages.end() ? nullptr : &*found;
}

}  // namespace assay::gateway::judge0
