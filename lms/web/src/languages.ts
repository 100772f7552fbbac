// What a new file is called and begins with, by the names of the language table.
interface Start {
  title: string;
  file: string;
  text: string;
}

export const starts: Record<string, Start> = {
  python: { title: "Python", file: "main.py", text: "" },
  pypy: { title: "PyPy", file: "main.py", text: "" },
  cpp: { title: "C++", file: "main.cpp", text: "#include <bits/stdc++.h>\n\nint main() {\n    return 0;\n}\n" },
  c: { title: "C", file: "main.c", text: "#include <stdio.h>\n\nint main(void) {\n    return 0;\n}\n" },
  java: {
    title: "Java",
    file: "Main.java",
    text: "public class Main {\n    public static void main(String[] args) {\n    }\n}\n",
  },
  kotlin: { title: "Kotlin", file: "Main.kt", text: "fun main() {\n}\n" },
  javascript: { title: "JavaScript", file: "main.js", text: "" },
  typescript: { title: "TypeScript", file: "main.ts", text: "" },
  go: { title: "Go", file: "main.go", text: "package main\n\nfunc main() {\n}\n" },
  rust: { title: "Rust", file: "main.rs", text: "fn main() {\n}\n" },
  csharp: {
    title: "C#",
    file: "Main.cs",
    text: "public static class Program {\n    public static void Main() {\n    }\n}\n",
  },
  ruby: { title: "Ruby", file: "main.rb", text: "" },
  php: { title: "PHP", file: "main.php", text: "<?php\n" },
  haskell: { title: "Haskell", file: "Main.hs", text: "main :: IO ()\nmain = return ()\n" },
  bash: { title: "Bash", file: "main.sh", text: "" },
};

export const titleOf = (language: string): string => starts[language]?.title ?? language;
