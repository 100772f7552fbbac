#pragma once

#include <cjose/cjose.h>

#include <memory>
#include <string>
#include <string_view>

// cjose's objects with owners, for this folder's own files.
namespace assay::jwt {

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using JwkPtr = std::unique_ptr<cjose_jwk_t, Freer<cjose_jwk_release>>;
using JwsPtr = std::unique_ptr<cjose_jws_t, Freer<cjose_jws_release>>;
using HeaderPtr = std::unique_ptr<cjose_header_t, Freer<cjose_header_release>>;

struct Jwk {
  JwkPtr key;
};

inline std::string Why(const cjose_err& error) {
  return error.message != nullptr ? error.message : "no reason given";
}

}  // namespace assay::jwt
