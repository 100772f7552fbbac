#include "tests/bench/similarity/class_generator.h"

#include <fmt/format.h>

#include <array>
#include <random>

namespace assay::bench::similarity {
namespace {

constexpr std::array<const char*, 64> kWords = {
    "count",  "total", "item",   "value",  "index",  "node",  "left",   "right",  "sum",   "max",
    "min",    "best",  "cost",   "price",  "name",   "line",  "text",   "word",   "score", "level",
    "depth",  "width", "height", "row",    "column", "cell",  "grid",   "map",    "list",  "queue",
    "stack",  "path",  "edge",   "vertex", "weight", "limit", "offset", "length", "start", "stop",
    "first",  "last",  "next",   "prev",   "key",    "entry", "result", "answer", "input", "output",
    "buffer", "token", "parser", "state",  "step",   "round", "player", "card",   "board", "ticket",
    "book",   "user",  "order",  "factor"};
constexpr std::array<const char*, 8> kOperators = {"+", "-", "*", "/", "%", "&", "|", "^"};
constexpr std::array<const char*, 6> kComparisons = {"<", ">", "<=", ">=", "==", "!="};
constexpr size_t kNames = 24;
constexpr int kDeepest = 3;

// Draws by remainder and not by std::uniform_int_distribution, whose draws differ between
// libraries.
class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}
  size_t Below(size_t n) { return engine_() % n; }
  bool OneIn(size_t n) { return Below(n) == 0; }
  uint64_t Seed() { return engine_(); }

 private:
  std::mt19937_64 engine_;
};

// How one program is written: names and literals come from here, structure does not.
class Pen {
 public:
  explicit Pen(uint64_t seed) : random_(seed) {
    for (std::string& name : names_) {
      name = kWords[random_.Below(kWords.size())];
      std::string second = kWords[random_.Below(kWords.size())];
      second[0] = static_cast<char>(second[0] - 'a' + 'A');
      name += second + std::string(random_.OneIn(3) ? "2" : "");
    }
  }
  const std::string& Name(size_t number) const { return names_[number % kNames]; }
  std::string Number() { return std::to_string(random_.Below(random_.OneIn(3) ? 10000 : 12)); }
  std::string Words(size_t count) {
    std::string text;
    for (size_t i = 0; i < count; ++i) {
      text += fmt::format("{}{}", i ? " " : "", kWords[random_.Below(kWords.size())]);
    }
    return text;
  }

 private:
  Random random_;
  std::array<std::string, kNames> names_;
};

// One function: its structure from `seed` alone.
class FunctionWriter {
 public:
  FunctionWriter(uint64_t seed, Pen& pen) : random_(seed), pen_(pen) {}

  std::string Write(size_t number) {
    if (random_.OneIn(2)) out_ += fmt::format("    // {}\n", pen_.Words(5));
    out_ += fmt::format("    static int {}{}(int {}, int {}) {{\n", Name(), number, Name(), Name());
    for (int i = 0; i < 3; ++i)
      out_ += fmt::format("        int {}{} = {};\n", Name(), i, Value(1));
    const size_t statements = 4 + random_.Below(4);
    for (size_t i = 0; i < statements; ++i) Statement(2);
    out_ += fmt::format("        return {};\n    }}\n\n", Value(0));
    return std::move(out_);
  }

 private:
  const std::string& Name() { return pen_.Name(random_.Below(kNames)); }

  std::string Value(int depth) {
    if (depth >= kDeepest || random_.OneIn(2)) return random_.OneIn(3) ? pen_.Number() : Name();
    if (random_.OneIn(6))
      return fmt::format("Math.max({}, {})", Value(depth + 1), Value(depth + 1));
    const char* op = kOperators[random_.Below(kOperators.size())];
    return fmt::format("({} {} {})", Value(depth + 1), op, Value(depth + 1));
  }

  std::string Condition() {
    const char* op = kComparisons[random_.Below(kComparisons.size())];
    return fmt::format("{} {} {}", Value(2), op, Value(2));
  }

  void Body(int depth) {
    const size_t statements = 1 + random_.Below(3);
    for (size_t i = 0; i < statements; ++i) Statement(depth + 1);
    out_ += std::string(static_cast<size_t>(depth) * 4, ' ') + "}\n";
  }

  void Statement(int depth) {
    const std::string pad(static_cast<size_t>(depth) * 4, ' ');
    switch (random_.Below(depth < 2 + kDeepest ? 8 : 4)) {
      case 0:
        out_ += fmt::format("{}System.out.println(\"{}: \" + {});\n", pad, pen_.Words(2), Name());
        return;
      case 1:
        out_ += fmt::format("{}{} += {};\n", pad, Name(), Value(1));
        return;
      case 4:
        out_ += fmt::format("{}if ({}) {{\n", pad, Condition());
        return Body(depth);
      case 5: {
        const std::string name = Name();
        out_ +=
            fmt::format("{}for (int {} = 0; {} < {}; {}++) {{\n", pad, name, name, Value(2), name);
        return Body(depth);
      }
      case 6:
        out_ += fmt::format("{}while ({}) {{\n", pad, Condition());
        return Body(depth);
      default:
        out_ += fmt::format("{}{} = {};\n", pad, Name(), Value(0));
    }
  }

  Random random_;
  Pen& pen_;
  std::string out_;
};

struct Program {
  std::vector<uint64_t> functions;  // seeds of their structure
  uint64_t pen = 0;
};

std::string Text(const Program& program) {
  Pen pen(program.pen);
  std::string text = "import java.util.*;\n\npublic class Main {\n";
  for (size_t i = 0; i < program.functions.size(); ++i) {
    text += FunctionWriter(program.functions[i], pen).Write(i);
  }
  return text +
         "    public static void main(String[] args) {\n"
         "        Scanner in = new Scanner(System.in);\n"
         "        System.out.println(in.nextInt());\n    }\n}\n";
}

Program Invent(Random& random, size_t bytes) {
  Program program{{}, random.Seed()};
  do {
    program.functions.push_back(random.Seed());
  } while (Text(program).size() < bytes);
  return program;
}

Program Disguise(Random& random, Program original) {
  original.pen = random.Seed();
  original.functions[random.Below(original.functions.size())] = random.Seed();
  return original;
}

}  // namespace

std::vector<std::string> MakeClass(const ClassShape& shape) {
  Random random(shape.seed);
  std::vector<Program> programs;
  std::vector<std::string> texts;
  for (size_t i = 0; i < shape.programs; ++i) {
    const bool copy = i > 0 && random.Below(10000) < static_cast<size_t>(shape.copied_part * 10000);
    programs.push_back(copy ? Disguise(random, programs[random.Below(programs.size())])
                            : Invent(random, shape.bytes));
    texts.push_back(Text(programs.back()));
  }
  return texts;
}

}  // namespace assay::bench::similarity
