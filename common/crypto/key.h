#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "common/status.h"

namespace assay::crypto {

// From the operating system's generator by OpenSSL. Ends the process where there is none: nothing
// that needs chance may go on without it.
std::string RandomBytes(size_t size);
// `bytes` of chance as base64url: 32 give 43 characters. For tokens, secrets and ids.
std::string RandomToken(size_t bytes = 32);

// Equal, in a time that depends on the lengths only.
bool ConstantTimeEqual(std::string_view a, std::string_view b);

// Overwrites what a string holds and empties it.
void Wipe(std::string& secret);

// A symmetric key of 256 bits. Move-only; its bytes stand in one place of the heap, are never
// copied by a move, and are wiped with it. One that was moved from must only be destroyed or
// assigned to. Thread-compatible.
class Key {
 public:
  static constexpr size_t kBytes = 32;

  static Key Random();
  // kInvalidArgument unless there are 32. The caller wipes what it gave.
  static Result<Key> FromBytes(std::string_view bytes);

  std::string_view bytes() const {
    return {reinterpret_cast<const char*>(bytes_->data()), bytes_->size()};
  }
  // A copy that somebody asked for by name.
  Key Clone() const;

 private:
  using Bytes = std::array<unsigned char, kBytes>;
  struct Wiper {
    void operator()(Bytes* bytes) const;
  };
  Key() : bytes_(new Bytes{}) {}
  std::unique_ptr<Bytes, Wiper> bytes_;
};

}  // namespace assay::crypto
