#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Numbers as bytes: little-endian, and in as few bytes as they need (LEB128).
namespace assay::plagiarism {

inline void PutFixed(std::string& out, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i)
    out += static_cast<char>(value >> (8U * static_cast<unsigned>(i)));
}

inline uint64_t GetFixed(const char* at, int bytes) {
  uint64_t value = 0;
  for (int i = 0; i < bytes; ++i)
    value |= static_cast<uint64_t>(static_cast<unsigned char>(at[i]))
             << (8U * static_cast<unsigned>(i));
  return value;
}

inline void PutVarint(std::string& out, uint64_t value) {
  for (; value >= 0x80; value >>= 7U) out += static_cast<char>(value | 0x80U);
  out += static_cast<char>(value);
}

// Reads what was put, front to back, and never beyond its end.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  bool ok() const { return ok_; }
  bool empty() const { return bytes_.empty(); }

  uint64_t Varint() {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (bytes_.empty()) break;
      const auto byte = static_cast<unsigned char>(bytes_.front());
      bytes_.remove_prefix(1);
      value |= static_cast<uint64_t>(byte & 0x7fU) << shift;
      if (byte < 0x80) return value;
    }
    ok_ = false;
    return 0;
  }

  uint64_t Fixed(int bytes) {
    if (bytes_.size() < static_cast<size_t>(bytes)) {
      ok_ = false;
      return 0;
    }
    const uint64_t value = GetFixed(bytes_.data(), bytes);
    bytes_.remove_prefix(static_cast<size_t>(bytes));
    return value;
  }

  std::string_view Text() {
    const uint64_t size = Varint();
    if (!ok_ || size > bytes_.size()) {
      ok_ = false;
      return {};
    }
    const std::string_view text = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return text;
  }

 private:
  std::string_view bytes_;
  bool ok_ = true;
};

inline void PutText(std::string& out, std::string_view text) {
  PutVarint(out, text.size());
  out += text;
}

}  // namespace assay::plagiarism
