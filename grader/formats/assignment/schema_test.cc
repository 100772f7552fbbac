// docs/assignment.schema.json and the reader know the same keys.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "grader/formats/assignment/keys.h"

namespace assay::grader::assignment {
namespace {

nlohmann::json Schema() {
  const char* source = std::getenv("ASSAY_SOURCE_DIR");
  std::ifstream file(std::string(source != nullptr ? source : ".") +
                     "/docs/assignment.schema.json");
  return nlohmann::json::parse(file);
}

// "hint" is a text or a mapping; the mapping has the keys.
const nlohmann::json& Mapping(const nlohmann::json& definition) {
  if (!definition.contains("anyOf")) return definition;
  for (const auto& way : definition.at("anyOf")) {
    if (way.contains("properties")) return way;
  }
  return definition;
}

TEST(Schema, HasTheReadersKeys) {
  const auto definitions = Schema().at("$defs");
  for (const KeyTable* table : AllKeyTables()) {
    ASSERT_TRUE(definitions.contains(table->name)) << table->name;
    const auto& mapping = Mapping(definitions.at(std::string(table->name)));
    std::set<std::string> described, read(table->keys.begin(), table->keys.end());
    for (const auto& property : mapping.at("properties").items()) described.insert(property.key());
    EXPECT_EQ(described, read) << table->name;
    EXPECT_EQ(mapping.at("additionalProperties"), false) << table->name;
    EXPECT_EQ(read.size(), table->keys.size()) << table->name << " has a key twice";
  }
}

TEST(Schema, HasNoMappingThatTheReaderDoesNotKnow) {
  std::set<std::string> known;
  for (const KeyTable* table : AllKeyTables()) known.insert(std::string(table->name));
  for (const auto& definition : Schema().at("$defs").items()) {
    const bool mapping = Mapping(definition.value()).contains("properties");
    EXPECT_EQ(mapping, known.contains(definition.key())) << definition.key();
  }
}

// A person who hovers over a key reads what it is for.
TEST(Schema, DescribesEveryKey) {
  const auto definitions = Schema().at("$defs");
  for (const auto& definition : definitions.items()) {
    const auto& mapping = Mapping(definition.value());
    if (!mapping.contains("properties")) continue;
    for (const auto& property : mapping.at("properties").items()) {
      const auto& value = property.value();
      const bool refers =
          value.contains("$ref") || definition.key() == "score_range";  // min and max say it all
      EXPECT_TRUE(refers || !value.value("description", "").empty())
          << definition.key() << "/" << property.key();
    }
  }
}

}  // namespace
}  // namespace assay::grader::assignment
