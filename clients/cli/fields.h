#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Out of what a server answered, which may be anything: a field of another type is an absent one.
namespace assay::client {

// Printable, "" where absent.
std::string Text(const nlohmann::json& object, std::string_view key);
// As it is: for ids and tokens that are sent back.
std::string RawText(const nlohmann::json& object, std::string_view key);
// A number, or the text of one: 64-bit integers of proto JSON are text.
std::optional<double> Number(const nlohmann::json& object, std::string_view key);
int64_t Int(const nlohmann::json& object, std::string_view key, int64_t otherwise = 0);
bool Flag(const nlohmann::json& object, std::string_view key);
// An object or list below `object`; an empty one where absent.
const nlohmann::json& Child(const nlohmann::json& object, std::string_view key);
std::vector<std::string> Texts(const nlohmann::json& object, std::string_view key);

// "done" of "STATE_DONE" and of "done".
std::string Word(const nlohmann::json& object, std::string_view key, std::string_view prefix);

// "12 ms", "1.5 s", "8.4 MiB", "3", "2.5".
std::string Duration(int64_t microseconds);
std::string Size(int64_t bytes);
std::string Score(double score);

}  // namespace assay::client
