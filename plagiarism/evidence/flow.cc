#include "plagiarism/evidence/flow.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "plagiarism/evidence/operations.h"
#include "plagiarism/hash.h"

namespace assay::plagiarism {
namespace {

constexpr size_t kMost = 8;    // producers of a value, definitions of a variable
constexpr int kDeepest = 100;  // nested expressions and statements
constexpr int kAliases = 4;    // from variable to variable

// What an expression's value is made of.
struct Value {
  std::vector<uint32_t> operations;
  std::vector<uint64_t> variables;

  void Add(const Value& other) {
    for (const uint32_t one : other.operations) AddTo(operations, one);
    for (const uint64_t one : other.variables) AddTo(variables, one);
  }
  template <typename T>
  static void AddTo(std::vector<T>& all, T one) {
    if (all.size() < kMost && std::find(all.begin(), all.end(), one) == all.end())
      all.push_back(one);
  }
};

struct Function {
  uint32_t node = kNoNode;
  uint64_t key = 0;
  std::vector<uint64_t> parameters;
  std::vector<uint32_t> callers;  // controls around its calls
};

class Builder {
 public:
  explicit Builder(const SourceTree& source) : source_(source), nodes_(source.nodes) {}

  Flow Build() {
    if (nodes_.empty()) return {};
    FindFunctions();
    FindVariables();
    Eval(0, 0);
    Resolve();
    return std::move(flow_);
  }

 private:
  std::string_view Text(uint32_t node) const { return source_.TextOf(nodes_[node]); }

  // a.b.c and std::c say c.
  std::string_view LastName(uint32_t node) const {
    std::string_view text = Text(node);
    const size_t cut = text.find_last_of(".:");
    return cut == std::string_view::npos ? text : text.substr(cut + 1);
  }

  template <typename Visit>
  void ForChildren(uint32_t node, Visit&& visit) const {
    for (uint32_t child = nodes_[node].first_child; child != kNoNode; child = nodes_[child].next)
      visit(child);
  }

  uint32_t ChildWith(uint32_t node, Role role) const {
    uint32_t found = kNoNode;
    ForChildren(node, [&](uint32_t child) {
      if (found == kNoNode && nodes_[child].role == role) found = child;
    });
    return found;
  }

  uint32_t FirstName(uint32_t node, int depth = 0) const {
    if (nodes_[node].kind == NodeKind::kName) return node;
    if (depth > 8 || nodes_[node].kind == NodeKind::kParameter) return kNoNode;
    uint32_t found = kNoNode;
    ForChildren(node, [&](uint32_t child) {
      if (found == kNoNode) found = FirstName(child, depth + 1);
    });
    return found;
  }

  void FindFunctions() {
    enclosing_.assign(nodes_.size(), 0);
    functions_.push_back({});  // what stands outside of any
    for (uint32_t i = 0; i < nodes_.size(); ++i) {
      const Node& node = nodes_[i];
      if (node.parent != kNoNode) {
        enclosing_[i] = enclosing_[node.parent];
        const auto own = of_node_.find(node.parent);
        if (own != of_node_.end()) enclosing_[i] = own->second;
      }
      if (node.kind != NodeKind::kFunction && node.kind != NodeKind::kLambda) continue;
      const auto index = static_cast<uint32_t>(functions_.size());
      Function function;
      function.node = i;
      function.key = Combine(0xf0, i);
      functions_.push_back(function);
      of_node_.emplace(i, index);
      outer_.resize(functions_.size(), 0);
      outer_[index] = enclosing_[i];
      if (node.kind != NodeKind::kFunction) continue;
      uint32_t name = ChildWith(i, Role::kName);
      name = FirstName(name == kNoNode ? i : name);
      if (name != kNoNode) {
        by_name_.emplace(HashText(LastName(name)), index);
        skipped_.insert(name);
      }
    }
    outer_.resize(functions_.size(), 0);
  }

  static uint64_t Key(uint32_t function, uint64_t name) { return Combine(0x7a, function, name); }

  void Declare(uint32_t name) {
    if (name == kNoNode || skipped_.contains(name)) return;
    declared_.insert(Key(enclosing_[name], HashText(Text(name))));
  }

  void FindVariables() {
    for (uint32_t i = 0; i < nodes_.size(); ++i) {
      switch (nodes_[i].kind) {
        case NodeKind::kParameter:
          DeclareParameters(i, i, 0);
          break;
        case NodeKind::kDeclarator:
        case NodeKind::kForEach:
          DeclareTargets(Target(i), 0);
          break;
        case NodeKind::kAssign:
          if (source_.language.grammar == "python") DeclareTargets(Target(i), 0);
          break;
        default:
          break;
      }
    }
  }

  void DeclareParameters(uint32_t list, uint32_t node, int depth) {
    if (depth > 6) return;
    ForChildren(node, [&](uint32_t child) {
      const Node& one = nodes_[child];
      if (one.kind == NodeKind::kName) {
        Declare(child);
        const uint32_t function = enclosing_[list];
        if (Text(child) != "self" && Text(child) != "this")
          functions_[function].parameters.push_back(Key(function, HashText(Text(child))));
      } else if (one.role != Role::kRight) {
        DeclareParameters(list, child, depth + 1);
      }
    });
  }

  void DeclareTargets(uint32_t node, int depth) {
    if (node == kNoNode || depth > 6) return;
    const NodeKind kind = nodes_[node].kind;
    if (kind == NodeKind::kName) return Declare(node);
    if (kind == NodeKind::kMember) {  // self.x
      const uint32_t name = MemberName(node);
      if (name != kNoNode) declared_.insert(Key(0, HashText(Text(name))));
      return;
    }
    if (kind == NodeKind::kIndex || kind == NodeKind::kCall) return;
    ForChildren(node, [&](uint32_t child) { DeclareTargets(child, depth + 1); });
  }

  // The part of a declaration, assignment or loop that is given a value.
  uint32_t Target(uint32_t node) const {
    for (const Role role : {Role::kName, Role::kLeft}) {
      const uint32_t found = ChildWith(node, role);
      if (found != kNoNode) return found;
    }
    return nodes_[node].first_child;
  }

  uint32_t ValuePart(uint32_t node) const {
    const uint32_t found = ChildWith(node, Role::kRight);
    if (found != kNoNode) return found;
    const uint32_t target = Target(node);
    uint32_t last = kNoNode;
    ForChildren(node, [&](uint32_t child) {
      if (child != target && nodes_[child].role != Role::kBody) last = child;
    });
    return last;
  }

  uint32_t MemberName(uint32_t node) const {
    uint32_t last = kNoNode;
    ForChildren(node, [&](uint32_t child) {
      if (nodes_[child].kind == NodeKind::kName) last = child;
    });
    return last;
  }

  // The variable that a name means here; 0: none of the program's own.
  uint64_t VariableOf(uint32_t name) const {
    const uint64_t text = HashText(Text(name));
    for (uint32_t function = enclosing_[name];; function = outer_[function]) {
      const uint64_t key = Key(function, text);
      if (declared_.contains(key)) return key;
      if (function == 0) return 0;
    }
  }

  uint32_t NewOperation(uint64_t code, uint32_t node, Value operands) {
    Operation operation;
    operation.code = code;
    operation.begin = nodes_[node].begin;
    operation.end = nodes_[node].end;
    operation.control = control_;
    flow_.operations.push_back(std::move(operation));
    operands_.push_back(std::move(operands));
    return static_cast<uint32_t>(flow_.operations.size() - 1);
  }

  Value Operate(std::string_view word, uint32_t node, Value operands) {
    if (word.empty()) return operands;
    return {{NewOperation(OperationCode(word), node, std::move(operands))}, {}};
  }

  Value EvalChildren(uint32_t node, int depth, uint32_t except = kNoNode) {
    Value all;
    ForChildren(node, [&](uint32_t child) {
      if (child != except) all.Add(Eval(child, depth + 1));
    });
    return all;
  }

  Value Eval(uint32_t index, int depth) {
    if (index == kNoNode || depth > kDeepest) return {};
    const Node& node = nodes_[index];
    switch (node.kind) {
      case NodeKind::kSkipped:
      case NodeKind::kComment:
      case NodeKind::kParameter:
        return {};
      case NodeKind::kName:
        return EvalName(index);
      case NodeKind::kNumber:
        return Operate("number", index, {});
      case NodeKind::kString:
        return Operate("text", index, EvalChildren(index, depth));
      case NodeKind::kConstant:
        return Operate("constant", index, {});
      case NodeKind::kList:
        return Operate("list", index, EvalChildren(index, depth));
      case NodeKind::kNew:
        return Operate("new", index, EvalChildren(index, depth, ChildWith(index, Role::kName)));
      case NodeKind::kIndex:
        return Operate("index", index, EvalChildren(index, depth));
      case NodeKind::kBinary:
        return EvalBinary(index, depth);
      case NodeKind::kUnary:
        return Operate(UnaryWord(node.op), index, EvalChildren(index, depth));
      case NodeKind::kDeclarator:
      case NodeKind::kAssign:
        return EvalAssign(index, depth);
      case NodeKind::kAugmented:
      case NodeKind::kUpdate:
        return EvalAugmented(index, depth);
      case NodeKind::kCall:
        return EvalCall(index, depth);
      case NodeKind::kMember:
        return EvalMember(index, depth);
      case NodeKind::kFunction:
      case NodeKind::kLambda:
        return EvalFunction(index, depth);
      case NodeKind::kReturn: {
        const Value value = EvalChildren(index, depth);
        definitions_[ReturnOf(enclosing_[index])].Add(value);
        return {};
      }
      case NodeKind::kIf:
      case NodeKind::kLoop:
      case NodeKind::kTernary:
      case NodeKind::kSwitch:
        return EvalControl(index, depth);
      case NodeKind::kForEach:
        return EvalForEach(index, depth);
      default:
        return EvalChildren(index, depth);
    }
  }

  static uint64_t ReturnOf(uint32_t function) { return Combine(0x4e7, function); }

  Value EvalName(uint32_t index) {
    const uint64_t variable = VariableOf(index);
    if (variable != 0) return {{}, {variable}};
    if (IsConstantName(LastName(index))) return Operate("number", index, {});
    return {};
  }

  bool IsStream(uint32_t node, std::string_view name, int depth = 0) const {
    if (depth > 60) return false;
    if (nodes_[node].kind == NodeKind::kBinary && nodes_[node].first_child != kNoNode)
      return IsStream(nodes_[node].first_child, name, depth + 1);
    return nodes_[node].kind == NodeKind::kName && LastName(node) == name;
  }

  Value EvalBinary(uint32_t index, int depth) {
    const Node& node = nodes_[index];
    if (node.op == "<<" && (IsStream(index, "cout") || IsStream(index, "cerr")))
      return Print(index, EvalChildren(index, depth));
    if (node.op == ">>" && (IsStream(index, "cin"))) {
      const Value read = Operate("read", index, {});
      ForChildren(index, [&](uint32_t child) { Define(child, read, depth + 1); });
      if (node.first_child != kNoNode) Eval(node.first_child, depth + 1);
      return read;
    }
    return Operate(BinaryWord(node.op), index, EvalChildren(index, depth));
  }

  // What is put together to be printed is printed part by part, however it was put together.
  Value Print(uint32_t index, const Value& parts) {
    Value flat;
    for (const uint32_t one : parts.operations) {
      const Operation& part = flow_.operations[one];
      if (part.code == OperationCode("print") || part.code == OperationCode("+") ||
          part.code == OperationCode("%")) {
        flat.Add(operands_[one]);
      }
      if (part.code != OperationCode("print")) Value::AddTo(flat.operations, one);
    }
    for (const uint64_t one : parts.variables) Value::AddTo(flat.variables, one);
    return Operate("print", index, flat);
  }

  void Define(uint32_t target, const Value& value, int depth) {
    if (target == kNoNode || depth > kDeepest) return;
    switch (nodes_[target].kind) {
      case NodeKind::kName: {
        const uint64_t variable = VariableOf(target);
        if (variable != 0) definitions_[variable].Add(value);
        return;
      }
      case NodeKind::kMember: {
        const uint32_t name = MemberName(target);
        if (name != kNoNode) definitions_[Key(0, HashText(Text(name)))].Add(value);
        return;
      }
      case NodeKind::kIndex: {
        Value all = EvalChildren(target, depth);
        const std::vector<uint64_t> holders = all.variables;
        all.Add(value);
        const Value stored = Operate("store", target, all);
        if (!holders.empty()) definitions_[holders.front()].Add(stored);
        return;
      }
      case NodeKind::kSkipped:
      case NodeKind::kCall:
      case NodeKind::kBinary:
        return;
      default:
        ForChildren(target, [&](uint32_t child) { Define(child, value, depth + 1); });
    }
  }

  Value EvalAssign(uint32_t index, int depth) {
    const uint32_t target = Target(index);
    const uint32_t value_part = ValuePart(index);
    Value value;
    ForChildren(index, [&](uint32_t child) {
      if (child == target) return;
      Value part = Eval(child, depth + 1);
      if (child == value_part) value = std::move(part);
    });
    if (value_part != kNoNode) Define(target, value, depth + 1);
    return value;
  }

  Value EvalAugmented(uint32_t index, int depth) {
    const Node& node = nodes_[index];
    const uint32_t target = Target(index);
    Value operands = Eval(target, depth + 1);
    bool other = false;
    ForChildren(index, [&](uint32_t child) {
      if (child == target) return;
      operands.Add(Eval(child, depth + 1));
      other = true;
    });
    if (!other) operands.Add(Operate("number", index, {}));
    const Value value = Operate(BinaryWord(node.op), index, operands);
    Define(target, value, depth + 1);
    return value;
  }

  Value EvalCall(uint32_t index, int depth) {
    uint32_t callee = ChildWith(index, Role::kName);
    if (callee == kNoNode) callee = nodes_[index].first_child;
    if (callee == kNoNode) return {};
    Value object;
    uint32_t name = callee;
    if (nodes_[callee].kind == NodeKind::kMember) {
      name = MemberName(callee);
      ForChildren(callee, [&](uint32_t child) {
        if (child != name) object.Add(Eval(child, depth + 1));
      });
    } else if (nodes_[callee].kind != NodeKind::kName) {
      object = Eval(callee, depth + 1);
    }
    const std::string_view text = name == kNoNode ? "" : LastName(name);
    const auto own = by_name_.find(HashText(text));
    std::vector<Value> arguments;
    ForChildren(index, [&](uint32_t child) {
      if (child == callee) return;
      if (nodes_[child].role == Role::kLeft) {  // Java's receiver
        object.Add(Eval(child, depth + 1));
        return;
      }
      if (nodes_[child].kind == NodeKind::kOther) {  // the list
        ForChildren(child, [&](uint32_t one) { arguments.push_back(Eval(one, depth + 2)); });
      } else {
        arguments.push_back(Eval(child, depth + 1));
      }
    });
    if (own != by_name_.end()) return CallOwn(own->second, arguments);
    Value all = object;
    for (const Value& one : arguments) all.Add(one);
    const std::string word = LibraryWord(text);
    if (word == "print") return Print(index, all);
    const Value result = Operate(word, index, all);
    // What fills its arguments, or changes what it is called on.
    if (word == "read" && !all.variables.empty() && text.find("scan") != std::string_view::npos) {
      for (const uint64_t one : all.variables) definitions_[one].Add(result);
    }
    if ((word == "append" || word == "store" || word == "remove" || word == "sort") &&
        !object.variables.empty()) {
      definitions_[object.variables.front()].Add(result);
    }
    return result;
  }

  Value CallOwn(uint32_t function, const std::vector<Value>& arguments) {
    Function& called = functions_[function];
    for (size_t i = 0; i < arguments.size() && i < called.parameters.size(); ++i)
      definitions_[called.parameters[i]].Add(arguments[i]);
    if (control_ != kNoNode && called.callers.size() < kMost) called.callers.push_back(control_);
    return {{}, {ReturnOf(function)}};
  }

  Value EvalMember(uint32_t index, int depth) {
    const uint32_t name = MemberName(index);
    Value object = EvalChildren(index, depth, name);
    if (name == kNoNode) return object;
    const uint64_t field = Key(0, HashText(Text(name)));
    if (declared_.contains(field)) return {{}, {field}};
    const std::string word = LibraryWord(Text(name));
    if (word == "length") return Operate(word, index, object);
    if (IsConstantName(Text(name))) return Operate("number", index, {});
    return object;
  }

  Value EvalFunction(uint32_t index, int depth) {
    const uint32_t before = control_;
    const uint32_t function = of_node_.at(index);
    if (nodes_[index].kind == NodeKind::kFunction) control_ = kNoNode;
    const Value last = EvalChildren(index, depth);
    control_ = before;
    // A lambda's value, and Kotlin's `fun f() = e`.
    if (nodes_[index].kind == NodeKind::kLambda) {
      definitions_[ReturnOf(function)].Add(last);
      return {{}, {ReturnOf(function)}};
    }
    if (source_.language.grammar == "kotlin" || source_.language.grammar == "rust")
      definitions_[ReturnOf(function)].Add(last);
    return {};
  }

  uint32_t NewControl(bool loop, const Value& condition) {
    Control control;
    control.loop = loop;
    if (!condition.operations.empty())
      control.code = flow_.operations[condition.operations.front()].code;
    control.outer = control_;
    flow_.controls.push_back(control);
    return static_cast<uint32_t>(flow_.controls.size() - 1);
  }

  Value EvalControl(uint32_t index, int depth) {
    const bool loop = nodes_[index].kind == NodeKind::kLoop;
    uint32_t condition = ChildWith(index, Role::kCondition);
    if (condition == kNoNode && !loop) condition = nodes_[index].first_child;
    Value value;
    // A loop's beginning is outside of it.
    ForChildren(index, [&](uint32_t child) {
      if (loop && child < condition && condition != kNoNode && nodes_[child].role == Role::kNone)
        Eval(child, depth + 1);
    });
    const uint32_t before = control_;
    if (loop) control_ = NewControl(true, {});
    const Value asked = Eval(condition, depth + 1);
    if (!loop) control_ = NewControl(false, asked);
    ForChildren(index, [&](uint32_t child) {
      const bool beginning =
          loop && child < condition && condition != kNoNode && nodes_[child].role == Role::kNone;
      if (child != condition && !beginning) value.Add(Eval(child, depth + 1));
    });
    control_ = before;
    return value;
  }

  bool IsRange(uint32_t node) const {
    if (node == kNoNode) return false;
    if (nodes_[node].kind == NodeKind::kCall && nodes_[node].first_child != kNoNode) {
      const std::string_view name = Text(nodes_[node].first_child);
      return name == "range" || name == "xrange" || name == "rangeClosed";
    }
    if (nodes_[node].kind != NodeKind::kBinary) return false;
    const std::string_view op = nodes_[node].op;
    return op == ".." || op == "..<" || op == "..=" || Text(node).find(" until ") < 200 ||
           Text(node).find(" downTo ") < 200;
  }

  // Over a range it is what a loop with a counter is.
  Value EvalForEach(uint32_t index, int depth) {
    const uint32_t target = Target(index);
    const uint32_t over = ValuePart(index);
    const Value values = Eval(over, depth + 1);
    const uint32_t before = control_;
    control_ = NewControl(true, {});
    if (IsRange(over)) {
      Value counter;
      const uint32_t name = FirstName(target == kNoNode ? index : target);
      const uint64_t variable = name == kNoNode ? 0 : VariableOf(name);
      if (variable != 0) counter.variables.push_back(variable);
      Value step = counter;
      step.Add(Operate("number", over, {}));
      Define(target, Operate("+", over, step), depth + 1);
      counter.Add(values);
      Operate("compare", over, counter);
    } else {
      Define(target, Operate("index", over == kNoNode ? index : over, values), depth + 1);
    }
    ForChildren(index, [&](uint32_t child) {
      if (child != target && child != over) Eval(child, depth + 1);
    });
    control_ = before;
    return {};
  }

  // From variables to the operations that give them their values.
  void Collect(uint64_t variable, int aliases, std::vector<uint32_t>& out) const {
    const auto found = definitions_.find(variable);
    if (found == definitions_.end()) return;
    for (const uint32_t one : found->second.operations) Value::AddTo(out, one);
    if (aliases == 0) return;
    for (const uint64_t one : found->second.variables) Collect(one, aliases - 1, out);
  }

  void Resolve() {
    for (size_t i = 0; i < flow_.operations.size(); ++i) {
      std::vector<uint32_t> producers = operands_[i].operations;
      for (const uint64_t one : operands_[i].variables) Collect(one, kAliases, producers);
      flow_.operations[i].producers = std::move(producers);
    }
    // A function that is called in one place stands, for its conditions, where it is called.
    for (const auto& [node, index] : of_node_) {
      const Function& function = functions_[index];
      if (function.callers.empty()) continue;
      const Node& place = nodes_[node];
      for (Operation& one : flow_.operations) {
        if (one.control == kNoNode && one.begin >= place.begin && one.end <= place.end)
          one.control = function.callers.front();
      }
    }
  }

  const SourceTree& source_;
  const std::vector<Node>& nodes_;
  Flow flow_;
  std::vector<Value> operands_;
  std::vector<uint32_t> enclosing_;  // by node: its function
  std::vector<Function> functions_;
  std::vector<uint32_t> outer_;
  std::unordered_map<uint32_t, uint32_t> of_node_;
  std::unordered_map<uint64_t, uint32_t> by_name_;
  std::unordered_set<uint64_t> declared_;
  std::unordered_set<uint32_t> skipped_;  // names of functions
  std::unordered_map<uint64_t, Value> definitions_;
  uint32_t control_ = kNoNode;
};

}  // namespace

Flow FlowOf(const SourceTree& source) { return Builder(source).Build(); }

}  // namespace assay::plagiarism
