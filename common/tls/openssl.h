#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>

#include "common/status.h"

// Owners of OpenSSL's objects and its error queue. For .cc files only: the headers of this folder
// name no OpenSSL type.
namespace assay::tls {

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
inline void FreeNames(GENERAL_NAMES* names) { sk_GENERAL_NAME_pop_free(names, GENERAL_NAME_free); }

using BioPtr = std::unique_ptr<BIO, Freer<BIO_free_all>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using X509Ptr = std::unique_ptr<X509, Freer<X509_free>>;
using NamesPtr = std::unique_ptr<GENERAL_NAMES, Freer<FreeNames>>;

// kInternal: "what: the reason that OpenSSL gives"; empties its queue.
Status OpenSslError(std::string_view what);

Result<std::string> ToPem(X509* certificate);
Result<std::string> ToPem(EVP_PKEY* key);  // PKCS #8, unencrypted
// The first certificate, the private key of a PEM text. `where` stands in the error.
Result<X509Ptr> ParseCertificate(std::string_view pem, std::string_view where);
Result<KeyPtr> ParseKey(std::string_view pem, std::string_view where);

}  // namespace assay::tls
