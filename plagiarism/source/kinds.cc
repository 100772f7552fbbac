#include "plagiarism/source/kinds.h"

#include <tree_sitter/api.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace assay::plagiarism {
namespace {

using Names = std::initializer_list<std::string_view>;

// The node types of all grammars. Where two grammars mean different things by one name, Exception()
// below says so.
struct Types {
  NodeKind kind;
  Names names;
};

const Types kTypes[] = {
    {NodeKind::kSkipped,
     {"import_declaration",
      "import_statement",
      "import_from_statement",
      "future_import_statement",
      "package_declaration",
      "package_clause",
      "package_header",
      "using_directive",
      "using_declaration",
      "preproc_include",
      "preproc_call",
      "use_declaration",
      "import",
      "modifiers",
      "annotation",
      "marker_annotation",
      "attribute_list",
      "attribute_item",
      "decorator",
      "type_identifier",
      "primitive_type",
      "integral_type",
      "floating_point_type",
      "boolean_type",
      "void_type",
      "generic_type",
      "type_arguments",
      "template_argument_list",
      "user_type",
      "nullable_type",
      "predefined_type",
      "array_type",
      "pointer_type",
      "reference_type",
      "type_parameters",
      "template_parameter_list",
      "scoped_type_identifier",
      "sized_type_specifier",
      "type_qualifier",
      "storage_class_specifier",
      "type_annotation",
      "type",
      "superclass",
      "super_interfaces",
      "base_list",
      "base_class_clause",
      "class_heritage",
      "delegation_specifiers",
      "throws",
      "noexcept",
      "placeholder_type_specifier",
      "type_descriptor",
      "alias_declaration",
      "type_definition",
      "map_type",
      "slice_type",
      "function_type",
      "union_type",
      "tuple_type",
      "dimensions",
      "access_specifier",
      "modifier",
      "visibility_modifier",
      "mutable_specifier",
      "lifetime",
      "escape_sequence",
      "string_start",
      "string_end",
      "system_lib_string",
      "label_name",
      "statement_identifier",
      "global_statement",
      "nonlocal_statement",
      "type_conversion",
      "format_specifier",
      "implicit_type"}},
    {NodeKind::kFunction,
     {"function_definition", "function_declaration", "method_declaration",
      "constructor_declaration", "compact_constructor_declaration", "function_item",
      "method_definition", "local_function_statement", "generator_function_declaration",
      "secondary_constructor", "operator_declaration", "static_initializer"}},
    {NodeKind::kLambda,
     {"lambda_expression", "lambda", "arrow_function", "func_literal", "closure_expression",
      "lambda_literal", "anonymous_method_expression", "function_expression",
      "anonymous_function"}},
    {NodeKind::kClass,
     {"class_declaration", "class_definition", "class_specifier", "struct_specifier", "struct_item",
      "struct_declaration", "interface_declaration", "object_declaration", "enum_declaration",
      "enum_specifier", "record_declaration", "impl_item", "class"}},
    {NodeKind::kParameter,
     {"formal_parameters", "parameters", "parameter_list", "lambda_parameters",
      "inferred_parameters", "function_value_parameters", "class_parameters", "closure_parameters",
      "catch_formal_parameter"}},
    {NodeKind::kDeclarator,
     {"variable_declarator", "init_declarator", "let_declaration", "short_var_declaration",
      "var_spec", "const_spec", "property_declaration", "const_item", "static_item",
      "named_expression", "declaration", "field_definition", "enum_constant",
      "public_field_definition"}},
    {NodeKind::kAssign, {"assignment_expression", "assignment", "assignment_statement"}},
    {NodeKind::kAugmented,
     {"augmented_assignment_expression", "augmented_assignment", "compound_assignment_expr"}},
    {NodeKind::kUpdate, {"update_expression", "inc_statement", "dec_statement"}},
    {NodeKind::kBinary,
     {"binary_expression", "binary_operator", "comparison_operator", "boolean_operator",
      "infix_expression", "in_expression", "range_expression", "instanceof_expression",
      "is_expression"}},
    {NodeKind::kUnary,
     {"unary_expression", "unary_operator", "not_operator", "postfix_unary_expression",
      "prefix_unary_expression", "spread_expression", "spread_element", "list_splat"}},
    {NodeKind::kCall,
     {"method_invocation", "call_expression", "call", "invocation_expression", "macro_invocation",
      "print_statement", "explicit_constructor_invocation", "delete_expression", "delete_statement",
      "assert_statement", "await"}},
    {NodeKind::kNew,
     {"object_creation_expression", "new_expression", "array_creation_expression",
      "implicit_object_creation_expression", "composite_literal", "struct_expression",
      "compound_literal_expression"}},
    {NodeKind::kMember,
     {"field_access", "field_expression", "attribute", "member_expression", "selector_expression",
      "member_access_expression", "navigation_expression", "method_reference", "callable_reference",
      "conditional_access_expression"}},
    {NodeKind::kIndex,
     {"array_access", "subscript_expression", "subscript", "index_expression",
      "element_access_expression", "slice_expression"}},
    {NodeKind::kTernary, {"ternary_expression", "conditional_expression"}},
    {NodeKind::kIf, {"if_statement", "if_expression", "elif_clause", "if_clause"}},
    {NodeKind::kLoop,
     {"while_statement", "for_statement", "do_statement", "while_expression", "loop_expression",
      "do_while_statement"}},
    {NodeKind::kForEach,
     {"enhanced_for_statement", "for_range_loop", "for_in_statement", "foreach_statement",
      "for_expression", "range_clause", "for_in_clause"}},
    {NodeKind::kSwitch,
     {"switch_statement", "switch_expression", "match_expression", "when_expression",
      "expression_switch_statement", "match_statement"}},
    {NodeKind::kCase,
     {"switch_block_statement_group", "case_statement", "switch_case", "switch_section",
      "expression_case", "match_arm", "when_entry", "case_clause", "switch_rule", "switch_default",
      "default_case", "switch_expression_arm"}},
    {NodeKind::kReturn, {"return_statement", "return_expression", "yield", "yield_expression"}},
    {NodeKind::kThrow, {"throw_statement", "throw_expression", "raise_statement"}},
    {NodeKind::kName,
     {"identifier", "field_identifier", "property_identifier", "private_property_identifier",
      "shorthand_property_identifier", "shorthand_property_identifier_pattern", "scoped_identifier",
      "qualified_identifier", "namespace_identifier", "package_identifier", "dotted_name", "this",
      "self", "super", "this_expression", "super_expression"}},
    {NodeKind::kNumber,
     {"number", "number_literal", "integer", "float", "decimal_integer_literal",
      "hex_integer_literal", "binary_integer_literal", "octal_integer_literal",
      "decimal_floating_point_literal", "hex_floating_point_literal", "integer_literal",
      "float_literal", "int_literal", "real_literal", "imaginary_literal", "negative_literal"}},
    {NodeKind::kString,
     {"string_literal", "string", "template_string", "interpreted_string_literal",
      "raw_string_literal", "interpolated_string_expression", "multiline_string_literal",
      "char_literal", "character_literal", "rune_literal", "verbatim_string_literal", "regex"}},
    {NodeKind::kConstant,
     {"true", "false", "null_literal", "none", "null", "nil", "boolean_literal", "undefined",
      "ellipsis", "iota"}},
    {NodeKind::kList,
     {"array_initializer", "initializer_list", "list", "array", "dictionary", "tuple", "set",
      "object", "list_comprehension", "dictionary_comprehension", "set_comprehension",
      "generator_expression", "collection_literal", "array_expression", "tuple_expression",
      "literal_value", "initializer_expression"}},
    {NodeKind::kComment, {"comment", "line_comment", "block_comment", "html_comment"}},
};

struct Fields {
  Role role;
  Names names;
};

const Fields kFields[] = {
    {Role::kName, {"name", "pattern", "declarator", "function", "field", "property", "attribute"}},
    {Role::kLeft, {"left", "argument", "object"}},
    {Role::kRight, {"right", "value", "operand"}},
    {Role::kCondition, {"condition", "subject"}},
    {Role::kUpdate, {"update", "increment"}},
    {Role::kBody, {"body", "consequence", "alternative"}},
    {Role::kArguments, {"arguments"}},
};

NodeKind Exception(std::string_view grammar, std::string_view type, NodeKind usual) {
  const bool each = grammar == "python" || grammar == "kotlin";
  if (type == "for_statement" && each) return NodeKind::kForEach;
  if (type == "type" && grammar == "rust") return NodeKind::kOther;
  return usual;
}

GrammarKinds Make(std::string_view grammar, const TSLanguage* language) {
  std::unordered_map<std::string_view, NodeKind> kinds;
  for (const auto& [kind, names] : kTypes) {
    for (const std::string_view name : names) kinds.emplace(name, kind);
  }
  GrammarKinds made;
  const uint32_t symbols = ts_language_symbol_count(language);
  made.kind.resize(symbols, NodeKind::kOther);
  made.named.resize(symbols);
  for (uint32_t i = 0; i < symbols; ++i) {
    const auto symbol = static_cast<TSSymbol>(i);
    made.named[i] = ts_language_symbol_type(language, symbol) == TSSymbolTypeRegular;
    const char* name = ts_language_symbol_name(language, symbol);
    if (name == nullptr || !made.named[i]) continue;
    const auto found = kinds.find(name);
    if (found != kinds.end()) made.kind[i] = Exception(grammar, name, found->second);
  }
  made.role.resize(ts_language_field_count(language) + 1, Role::kNone);
  for (uint32_t i = 1; i < made.role.size(); ++i) {
    const char* name = ts_language_field_name_for_id(language, static_cast<TSFieldId>(i));
    for (const auto& [role, names] : kFields) {
      for (const std::string_view field : names) {
        if (name != nullptr && field == name) made.role[i] = role;
      }
    }
  }
  return made;
}

}  // namespace

const GrammarKinds& KindsOf(std::string_view grammar, const TSLanguage* language) {
  static std::mutex mutex;
  static std::map<std::string, std::unique_ptr<const GrammarKinds>, std::less<>> made;
  const std::lock_guard lock(mutex);
  auto found = made.find(grammar);
  if (found == made.end()) {
    found = made.emplace(std::string(grammar),
                         std::make_unique<const GrammarKinds>(Make(grammar, language)))
                .first;
  }
  return *found->second;
}

}  // namespace assay::plagiarism
