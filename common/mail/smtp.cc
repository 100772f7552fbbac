#include "common/mail/smtp.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>

#include "common/crypto/key.h"
#include "common/files.h"
#include "common/mail/message.h"
#include "common/sigpipe.h"

namespace assay::mail {
namespace {

constexpr size_t kMaxAnswer = 300;
constexpr long kKeepSeconds = 20;  // servers close what is idle for longer

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

bool IsLoopback(const std::string& host) {
  return host == "localhost" || host == "127.0.0.1" || host == "::1" || host == "[::1]";
}

// A secret that others may read is none.
Result<std::string> ReadPassword(const std::filesystem::path& file) {
  struct stat info {};
  if (::stat(file.c_str(), &info) == 0 && (info.st_mode & 077) != 0)
    return FailedPrecondition(file.string() + ": others may read it; chmod 600 it");
  ASSAY_ASSIGN_OR_RETURN(std::string password, ReadFile(file, 4096));
  while (!password.empty() && (password.back() == '\n' || password.back() == '\r'))
    password.pop_back();
  if (password.empty()) return InvalidArgument(file.string() + ": holds no password");
  return password;
}

// The conversation as far as it is told: by which command the answer came, and what it says.
struct Exchange {
  std::string_view rest;  // of the message
  std::stop_token stop;
  std::string command;  // the last one, without what follows it
  std::string answer;
  int code = 0;
  bool over = false;
};

size_t OnRead(char* buffer, size_t size, size_t count, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  const size_t bytes = std::min(size * count, exchange.rest.size());
  std::memcpy(buffer, exchange.rest.data(), bytes);
  exchange.rest.remove_prefix(bytes);
  return bytes;
}

int OnProgress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Exchange*>(user)->stop.stop_requested() ? 1 : 0;
}

// Lines of several ("250-first", "250 last") are joined.
void TakeAnswer(Exchange& exchange, std::string_view line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (line.size() < 3 || !digit(line[0]) || !digit(line[1]) || !digit(line[2])) return;
  const int code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
  if (code != exchange.code) exchange.answer.clear();
  exchange.code = code;
  line.remove_prefix(std::min<size_t>(line.size(), 4));
  if (!exchange.answer.empty()) exchange.answer += ' ';
  for (const char c : line) {
    if (exchange.answer.size() >= kMaxAnswer) break;
    exchange.answer += c < ' ' || c > '~' ? '?' : c;
  }
}

int OnTalk(CURL*, curl_infotype type, char* data, size_t size, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  const std::string_view text(data, size);
  if (exchange.over) return 0;
  if (type == CURLINFO_HEADER_IN) {
    TakeAnswer(exchange, text);
  } else if (type == CURLINFO_HEADER_OUT) {
    // After a refusal curl says goodbye: what is answered to that says nothing.
    exchange.over = text.starts_with("QUIT");
    if (exchange.over) return 0;
    // The first word alone: what follows AUTH is a secret.
    exchange.command = text.substr(0, text.find_first_of(" \r\n"));
    exchange.answer.clear();
    exchange.code = 0;
  }
  return 0;
}

// 5xx to the receiver or to what was sent is about this mail. To anything else it is about us: the
// server may be set up otherwise tomorrow.
bool IsPermanent(const Exchange& exchange) {
  const bool about_us = exchange.code == 530 || exchange.code == 535 || exchange.code == 538;
  return exchange.code / 100 == 5 && !about_us &&
         (exchange.command == "RCPT" || exchange.command == "DATA");
}

StatusCode CodeOf(CURLcode code) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return StatusCode::kDeadlineExceeded;
    case CURLE_ABORTED_BY_CALLBACK:
      return StatusCode::kCancelled;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_USE_SSL_FAILED:
    case CURLE_LOGIN_DENIED:
      return StatusCode::kFailedPrecondition;
    default:
      return StatusCode::kUnavailable;
  }
}

}  // namespace

struct Smtp::State {
  std::unique_ptr<CURL, FreeEasy> easy;
};

Status CheckServer(const ServerSettings& settings) {
  const bool odd = settings.host.empty() || settings.host.size() > 253 ||
                   settings.host.find_first_not_of(
                       "abcdefghijklmnopqrstuvwxyz"
                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]") != std::string::npos;
  if (odd) return InvalidArgument("the mail server's host is a name or an address");
  if (settings.port == 0) return InvalidArgument("the mail server's port is 1 to 65535");
  if (settings.user.empty() != settings.password_file.empty())
    return InvalidArgument("the mail server's user and password file go together");
  if (settings.user.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
    return InvalidArgument("the mail server's user is one line");
  if (settings.security == Security::kNone && !settings.user.empty() && !IsLoopback(settings.host))
    return InvalidArgument("a password goes to another machine with TLS only");
  return OkStatus();
}

Smtp::Smtp(ServerSettings settings)
    : settings_(std::move(settings)), state_(std::make_unique<State>()) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}
Smtp::~Smtp() = default;

SendResult Smtp::Send(const std::string& from, const std::string& to, std::string_view message,
                      std::stop_token stop) {
  SendResult result;
  for (const std::string& address : {from, to}) {
    result.status = CheckAddress(address);
    result.permanent = !result.status.ok();
    if (result.permanent) return result;
  }
  std::string password;
  if (!settings_.password_file.empty()) {
    auto read = ReadPassword(settings_.password_file);
    if (!read.ok()) return {read.status(), 0, "", false};
    password = std::move(*read);
  }
  if (!state_->easy) state_->easy.reset(curl_easy_init());
  CURL* easy = state_->easy.get();
  if (easy == nullptr) return {Internal("no memory for a connection"), 0, "", false};
  curl_easy_reset(easy);  // a connection stays

  const bool bare_v6 = settings_.host.find(':') != std::string::npos && settings_.host[0] != '[';
  const std::string url = fmt::format(
      "{}://{}:{}/{}", settings_.security == Security::kTls ? "smtps" : "smtp",
      bare_v6 ? "[" + settings_.host + "]" : settings_.host, settings_.port, settings_.hello);
  const std::string sender = "<" + from + ">", receiver = "<" + to + ">";
  const std::unique_ptr<curl_slist, FreeList> receivers(
      curl_slist_append(nullptr, receiver.c_str()));
  Exchange exchange{message, std::move(stop), {}, {}, 0, false};
  std::array<char, CURL_ERROR_SIZE> error{};
  bool ok = receivers != nullptr;
  const auto set = [&ok, easy](CURLoption option, auto value) {
    ok = ok && curl_easy_setopt(easy, option, value) == CURLE_OK;
  };
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_USE_SSL,
      static_cast<long>(settings_.security == Security::kNone ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!settings_.roots.empty()) {
    set(CURLOPT_CAINFO, settings_.roots.c_str());
    set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
  }
  if (!settings_.user.empty()) {
    set(CURLOPT_USERNAME, settings_.user.c_str());
    set(CURLOPT_PASSWORD, password.c_str());
  }
  set(CURLOPT_MAIL_FROM, sender.c_str());
  set(CURLOPT_MAIL_RCPT, receivers.get());
  set(CURLOPT_UPLOAD, 1L);
  set(CURLOPT_READFUNCTION, &OnRead);
  set(CURLOPT_READDATA, static_cast<void*>(&exchange));
  set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message.size()));
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &OnProgress);
  set(CURLOPT_XFERINFODATA, static_cast<void*>(&exchange));
  set(CURLOPT_VERBOSE, 1L);
  set(CURLOPT_DEBUGFUNCTION, &OnTalk);
  set(CURLOPT_DEBUGDATA, static_cast<void*>(&exchange));
  set(CURLOPT_ERRORBUFFER, error.data());
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings_.connect_timeout.count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(settings_.timeout.count()));
  set(CURLOPT_MAXAGE_CONN, kKeepSeconds);
  CURLcode code = CURLE_FAILED_INIT;
  if (ok) {
    const SigpipeGuard guard;
    code = curl_easy_perform(easy);
  }
  crypto::Wipe(password);
  result.code = exchange.code;
  result.answer = exchange.answer;
  if (code == CURLE_OK) {
    result.status = OkStatus();
    return result;
  }
  state_->easy.reset();  // the next one begins anew
  result.permanent = IsPermanent(exchange);
  const std::string where = fmt::format("{}:{}", settings_.host, settings_.port);
  if (exchange.code >= 400) {
    result.status = Status(result.permanent ? StatusCode::kInvalidArgument : CodeOf(code),
                           fmt::format("{} answers {}{}{}", where, exchange.code,
                                       exchange.answer.empty() ? "" : " ", exchange.answer));
  } else {
    result.status = Status(
        CodeOf(code), where + ": " + (error[0] != '\0' ? error.data() : curl_easy_strerror(code)));
  }
  return result;
}

}  // namespace assay::mail
