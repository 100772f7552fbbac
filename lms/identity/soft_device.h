#pragma once

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "common/crypto/encoding.h"
#include "common/crypto/key.h"
#include "common/sha256.h"

// For tests: an authenticator in memory, that signs what it is told to, also what none would.
namespace assay::identity {

class SoftDevice {
 public:
  explicit SoftDevice(int algorithm = -7) : algorithm_(algorithm) {
    key_.reset(algorithm == -7     ? EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")
               : algorithm == -257 ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", size_t{2048})
                                   : EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  }

  std::string rp_id = "assay.example";
  std::string origin = "https://assay.example";
  std::string credential = crypto::RandomBytes(16);
  unsigned char flags = 0x05;  // present and verified
  uint32_t count = 0;

  std::string ClientData(const std::string& type, const std::string& challenge) const {
    return nlohmann::json{
        {"type", type}, {"challenge", challenge}, {"origin", origin}, {"crossOrigin", false}}
        .dump();
  }
  std::string AuthenticatorData(bool with_key = false) const {
    std::string data = crypto::HexDecode(Sha256Hex(rp_id)).value();
    data += static_cast<char>(flags | (with_key ? 0x40 : 0));
    for (int shift = 24; shift >= 0; shift -= 8) data += static_cast<char>(count >> shift);
    if (!with_key) return data;
    data += std::string(16, '\0');  // aaguid
    data += static_cast<char>(credential.size() >> 8U);
    data += static_cast<char>(credential.size());
    return data + credential + CoseKey();
  }
  std::string Sign(const std::string& authenticator_data, const std::string& client_data) const {
    const std::string message =
        authenticator_data + crypto::HexDecode(Sha256Hex(client_data)).value();
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          &EVP_MD_CTX_free);
    std::string signature(1024, '\0');
    size_t size = signature.size();
    EVP_DigestSignInit(context.get(), nullptr, algorithm_ == -8 ? nullptr : EVP_sha256(), nullptr,
                       key_.get());
    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                   reinterpret_cast<const unsigned char*>(message.data()), message.size());
    signature.resize(size);
    return signature;
  }

 private:
  std::string Number(const char* name, size_t size) const {
    BIGNUM* number = nullptr;
    EVP_PKEY_get_bn_param(key_.get(), name, &number);
    std::string bytes(size, '\0');
    BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(size));
    BN_free(number);
    return bytes;
  }
  // RFC 9053 in the one form that CTAP2 allows.
  std::string CoseKey() const {
    if (algorithm_ == -7) {
      return std::string("\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20", 10) +
             Number(OSSL_PKEY_PARAM_EC_PUB_X, 32) + std::string("\x22\x58\x20", 3) +
             Number(OSSL_PKEY_PARAM_EC_PUB_Y, 32);
    }
    if (algorithm_ == -257) {
      return std::string("\xa4\x01\x03\x03\x39\x01\x00\x20\x59\x01\x00", 11) +
             Number(OSSL_PKEY_PARAM_RSA_N, 256) + std::string("\x21\x43\x01\x00\x01", 5);
    }
    std::string raw(32, '\0');
    size_t size = raw.size();
    EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(raw.data()), &size);
    return std::string("\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20", 10) + raw;
  }

  const int algorithm_;
  struct Freer {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  std::unique_ptr<EVP_PKEY, Freer> key_;
};

}  // namespace assay::identity
