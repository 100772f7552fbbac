#include "plagiarism/evidence/operations.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <unordered_map>

#include "plagiarism/hash.h"

namespace assay::plagiarism {
namespace {

struct Group {
  std::string_view word;
  std::initializer_list<std::string_view> names;  // in small letters, without _
};

const Group kGroups[] = {
    {"print",
     {"println", "print", "printf", "write", "writeline", "writeln", "puts", "log", "cout", "cerr",
      "fprintf", "putchar", "info", "fputs", "eprintln", "printline"}},
    {"read",
     {"nextint",    "nextdouble", "nextline",      "next",        "nextfloat", "nextlong",
      "readline",   "input",      "scanf",         "cin",         "getline",   "readln",
      "gets",       "fgets",      "readint",       "fscanf",      "getchar",   "rawinput",
      "scan",       "scanln",     "readlines",     "nextboolean", "hasnext",   "hasnextline",
      "hasnextint", "readtext",   "readlineornull"}},
    {"length", {"length", "size", "len", "count", "strlen", "getlength", "lastindex"}},
    {"append",
     {"add", "append", "pushback", "push", "emplaceback", "addlast", "offer", "enqueue",
      "appendleft", "addfirst", "pushfront", "plusassign"}},
    {"remove",
     {"remove", "pop", "popleft", "popback", "poll", "dequeue", "erase", "removefirst",
      "removelast", "removeat", "pollfirst", "polllast", "popfront", "removeatindex", "delete"}},
    {"index",
     {"get", "at", "charat", "getordefault", "elementat", "front", "back", "peek", "top", "first",
      "last", "getfirst", "getlast", "getorelse", "getvalue", "find"}},
    {"store", {"put", "set", "insert", "emplace", "setdefault", "setvalue"}},
    {"contains",
     {"contains", "containskey", "has", "includes", "haskey", "containsvalue", "exists"}},
    {"empty", {"isempty", "empty", "isnotempty", "isblank"}},
    {"power", {"pow", "power"}},
    {"root", {"sqrt"}},
    {"abs", {"abs", "fabs", "labs", "absolutevalue"}},
    {"max", {"max", "maxof", "maxby", "maxelement", "fmax", "coerceatleast"}},
    {"min", {"min", "minof", "minby", "minelement", "fmin", "coerceatmost"}},
    {"sort",
     {"sort", "sorted", "sortby", "sortedby", "sortwith", "qsort", "sortdescending", "stablesort",
      "orderby", "sortedwith", "sorteddescending"}},
    {"split", {"split", "tokenize", "strtok", "splittolist"}},
    {"join", {"join", "jointostring"}},
    {"slice", {"substring", "substr", "slice", "sublist", "subsequence", "copyofrange"}},
    {"reverse", {"reverse", "reversed", "asreversed"}},
    {"replace", {"replace", "replaceall"}},
    {"upper", {"toupper", "touppercase", "upper", "uppercase", "toupperinvariant"}},
    {"lower", {"tolower", "tolowercase", "lower", "lowercase", "tolowerinvariant"}},
    {"round", {"round", "rint", "roundtoint", "floor", "ceil", "trunc"}},
    {"equal", {"equals", "equalsignorecase", "strcmp", "eq"}},
    {"compare", {"compareto", "compare", "cmp"}},
    {"keys", {"keys", "keyset", "entryset", "items", "entries", "values"}},
    {"sum", {"sum", "accumulate", "sumof", "reduce", "fold"}},
    {"map", {"map", "transform", "foreach", "maptoint", "maptoobj"}},
    {"filter", {"filter", "where", "copyif", "removeif"}},
    {"random", {"random", "rand", "nextrandom", "randint", "randrange"}},
    {"exit", {"exit", "exitprocess", "abort", "quit"}},
    {"",
     {"parseint",
      "parsedouble",
      "valueof",
      "int",
      "float",
      "str",
      "string",
      "tostring",
      "toint",
      "todouble",
      "stoi",
      "atoi",
      "stod",
      "parsefloat",
      "number",
      "integer",
      "double",
      "long",
      "bool",
      "boolean",
      "char",
      "intvalue",
      "doublevalue",
      "parselong",
      "tolong",
      "stol",
      "stoll",
      "atof",
      "tofloat",
      "list",
      "tolist",
      "array",
      "toarray",
      "tochararray",
      "chars",
      "set",
      "dict",
      "tuple",
      "iter",
      "iterator",
      "begin",
      "end",
      "format",
      "move",
      "unwrap",
      "clone",
      "copy",
      "trim",
      "strip",
      "rstrip",
      "lstrip",
      "collect",
      "stream",
      "cstr",
      "toset",
      "tomutablelist",
      "mutablelistof",
      "listof",
      "arraylist",
      "close",
      "flush",
      "setprecision",
      "fixed",
      "endl",
      "boxed",
      "tochar",
      "tobigdecimal",
      "orelse",
      "hashmap",
      "ord",
      "chr",
      "parse",
      "toupperinvariantculture",
      "intarrayof",
      "arrayof",
      "mutablemapof",
      "hashset"}},
};

using Table = std::unordered_map<std::string_view, std::string_view>;

Table MakeTable() {
  Table table;
  for (const Group& group : kGroups) {
    for (const std::string_view name : group.names) table.emplace(name, group.word);
  }
  return table;
}

}  // namespace

uint64_t OperationCode(std::string_view word) { return HashText(word); }

std::string_view BinaryWord(std::string_view op) {
  if (op.size() > 1 && op.back() == '=' && op != "==" && op != "!=" && op != "<=" && op != ">=" &&
      op != "===" && op != "!==") {
    op.remove_suffix(1);
  }
  if (op == "<" || op == ">" || op == "<=" || op == ">=" || op == "<=>") return "compare";
  if (op == "==" || op == "!=" || op == "===" || op == "!==" || op == "is" || op == "is not")
    return "equal";
  if (op == "&&" || op == "||" || op == "and" || op == "or" || op == "??" || op == "?:")
    return "logic";
  if (op == "in" || op == "not in" || op == "!in" || op == "not") return "contains";
  if (op == "//") return "/";
  if (op == "**") return "power";
  if (op == "++") return "+";
  if (op == "--") return "-";
  return op;
}

std::string_view UnaryWord(std::string_view op) {
  if (op == "-") return "negative";
  if (op == "~") return "complement";
  return "";
}

std::string LibraryWord(std::string_view name) {
  static const Table kTable = MakeTable();
  std::string small;
  for (const char c : name) {
    if (c != '_' && c != '!')
      small += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  const auto found = kTable.find(small);
  return found != kTable.end() ? std::string(found->second) : small;
}

bool IsConstantName(std::string_view name) {
  return name.size() > 1 && std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return std::isupper(c) != 0 || std::isdigit(c) != 0 || c == '_';
         });
}

}  // namespace assay::plagiarism
