#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// What a proxy of layer 4 puts before the bytes of a connection to say whose they are: the PROXY
// protocol, version 2 (HAProxy's send-proxy-v2; its proxy-protocol.txt, section 2.2). To be
// believed from a proxy that is known, and only then.
namespace assay::http {

struct ProxyHeader {
  enum class State : unsigned char {
    kNone,      // the connection begins with something else
    kNeedMore,  // it may be one: more bytes decide
    kBad,       // it is one, and cannot be used
    kDone,
  };
  State state = State::kNone;
  size_t size = 0;      // of kDone: so many bytes are the header
  std::string address;  // of the client; empty where the proxy speaks for itself
};

// Of the first bytes of a connection. At most 1 KiB is a header.
ProxyHeader ReadProxyHeader(std::string_view bytes);

}  // namespace assay::http
