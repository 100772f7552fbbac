#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace assay {

// SHA-256 over what was given so far (OpenSSL). Used by one thread.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void Update(std::string_view data);
  // The length in front of the bytes, so that ("ab", "c") and ("a", "bc") differ.
  void UpdateField(std::string_view data);
  // 64 hexadecimal digits. Ends the object's use.
  std::string Hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string Sha256Hex(std::string_view data);

}  // namespace assay
