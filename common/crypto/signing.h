#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "common/status.h"

// Ed25519 (RFC 8032) by OpenSSL.
namespace assay::crypto {

// Checks signatures. A value; thread-safe.
class PublicKey {
 public:
  // A PEM file of a public key, or of a private one, of which it takes the public half.
  static Result<PublicKey> FromPem(std::string_view pem);

  // "ed25519:" and the SHA-256 of the 32 bytes of the key in hexadecimal.
  std::string Id() const;
  std::string Pem() const;
  // `signature`: 128 hexadecimal digits.
  bool Verifies(std::string_view message, std::string_view signature) const;

 private:
  friend class SigningKey;
  explicit PublicKey(std::string raw) : raw_(std::move(raw)) {}
  std::string raw_;
};

// Makes signatures. Move-only; what is secret of it is wiped with it.
class SigningKey {
 public:
  // The key of `file` (PEM, PKCS #8). Where there is none it is made, with folders, readable for
  // its owner only. kFailedPrecondition: others may read it.
  static Result<SigningKey> LoadOrCreate(const std::filesystem::path& file);

  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;
  ~SigningKey();

  PublicKey Public() const;
  Result<std::string> Sign(std::string_view message) const;  // 128 hexadecimal digits

 private:
  struct State;
  explicit SigningKey(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay::crypto
