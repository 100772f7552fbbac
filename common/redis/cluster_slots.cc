// Which key is in which slot, and what a node says about it.
#include <algorithm>
#include <array>
#include <charconv>

#include "common/redis/cluster.h"

namespace assay::redis {
namespace {

constexpr uint16_t kSlots = 16'384;

// CRC-16/XMODEM: polynomial 0x1021, from 0, no reflection.
constexpr std::array<uint16_t, 256> MakeTable() {
  std::array<uint16_t, 256> table{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    unsigned crc = byte << 8U;
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc & 0x8000U) != 0 ? (crc << 1U) ^ 0x1021U : crc << 1U;
    }
    table[byte] = static_cast<uint16_t>(crc & 0xFFFFU);
  }
  return table;
}
constexpr std::array<uint16_t, 256> kTable = MakeTable();

uint16_t Crc16(std::string_view text) {
  unsigned crc = 0;
  for (const char c : text) {
    crc = ((crc << 8U) & 0xFFFFU) ^ kTable[((crc >> 8U) ^ static_cast<unsigned char>(c)) & 0xFFU];
  }
  return static_cast<uint16_t>(crc);
}

std::string Upper(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

bool AnyNode(const std::string& verb) {
  static constexpr std::array<std::string_view, 18> kKeyless = {
      "PING", "INFO",     "PUBLISH", "SCRIPT",  "CLUSTER",  "CONFIG",
      "TIME", "DBSIZE",   "CLIENT",  "COMMAND", "FLUSHALL", "FLUSHDB",
      "ECHO", "LASTSAVE", "LATENCY", "SLOWLOG", "PUBSUB",   "SCAN"};
  return std::ranges::find(kKeyless, verb) != kKeyless.end();
}

std::optional<uint16_t> SlotAt(const Command& command, size_t index) {
  if (index >= command.size()) return std::nullopt;
  return KeySlot(command[index]);
}

template <typename T>
bool Parse(std::string_view text, T& number) {
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  return !text.empty() && error == std::errc() && rest == end;
}

}  // namespace

uint16_t KeySlot(std::string_view key) {
  const size_t open = key.find('{');
  if (open != std::string_view::npos) {
    const size_t close = key.find('}', open + 1);
    if (close != std::string_view::npos && close > open + 1) {
      key = key.substr(open + 1, close - open - 1);
    }
  }
  return Crc16(key) % kSlots;
}

std::optional<uint16_t> CommandSlot(const Command& command) {
  if (command.empty()) return std::nullopt;
  const std::string verb = Upper(command[0]);
  if (AnyNode(verb)) return std::nullopt;
  if (verb == "EVAL" || verb == "EVALSHA" || verb == "FCALL") {
    return command.size() > 2 && command[2] != "0" ? SlotAt(command, 3) : std::nullopt;
  }
  if (verb == "OBJECT" || verb == "XGROUP" || verb == "XINFO" || verb == "MEMORY") {
    return SlotAt(command, 2);
  }
  if (verb == "XREAD" || verb == "XREADGROUP") {
    for (size_t i = 1; i < command.size(); ++i) {
      if (Upper(command[i]) == "STREAMS") return SlotAt(command, i + 1);
    }
  }
  return SlotAt(command, 1);
}

std::optional<Redirect> ParseRedirect(std::string_view error) {
  Redirect redirect;
  if (error.starts_with("ASK ")) {
    redirect.ask = true;
    error.remove_prefix(4);
  } else if (error.starts_with("MOVED ")) {
    error.remove_prefix(6);
  } else {
    return std::nullopt;
  }
  const size_t space = error.find(' ');
  const size_t colon = error.rfind(':');  // an IPv6 host holds some itself
  if (space == std::string_view::npos || colon == std::string_view::npos || colon < space ||
      !Parse(error.substr(0, space), redirect.slot) || redirect.slot >= kSlots ||
      !Parse(error.substr(colon + 1), redirect.port) || redirect.port == 0) {
    return std::nullopt;
  }
  redirect.host = error.substr(space + 1, colon - space - 1);
  return redirect;
}

}  // namespace assay::redis
