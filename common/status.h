#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>

// What can fail returns a Status, or a Result<T> where it also makes something. The codes are
// gRPC's, so that a service can pass them on as they are. A verdict on a submission is a value,
// never a Status.
namespace assay {

enum class StatusCode : int {
  kOk = 0,
  kCancelled = 1,
  kUnknown = 2,
  kInvalidArgument = 3,
  kDeadlineExceeded = 4,
  kNotFound = 5,
  kAlreadyExists = 6,
  kPermissionDenied = 7,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kAborted = 10,
  kOutOfRange = 11,
  kUnimplemented = 12,
  kInternal = 13,
  kUnavailable = 14,
  kDataLoss = 15,
  kUnauthenticated = 16,
};

// "NOT_FOUND" and so on: the names that gRPC prints.
std::string_view StatusCodeName(StatusCode code);

// Thread-compatible value. An ok Status holds no message and costs no allocation.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(StatusCode code, std::string message) : code_(code), message_(std::move(message)) {}

  bool ok() const { return code_ == StatusCode::kOk; }
  StatusCode code() const { return code_; }
  const std::string& message() const { return message_; }

  // "NOT_FOUND: no image named pyhton"; "OK" for an ok one.
  std::string ToString() const;

  // The same code, with "context: " before the message. An ok Status stays ok.
  Status Annotate(std::string_view context) &&;

 private:
  StatusCode code_ = StatusCode::kOk;
  std::string message_;
};

inline Status OkStatus() { return {}; }
Status InvalidArgument(std::string message);
Status NotFound(std::string message);
Status FailedPrecondition(std::string message);
Status ResourceExhausted(std::string message);
Status Internal(std::string message);
Status Unavailable(std::string message);
Status DataLoss(std::string message);
Status DeadlineExceeded(std::string message);
Status PermissionDenied(std::string message);
Status Unauthenticated(std::string message);

// "what: strerror(error)", with the code that fits the errno (ENOENT is kNotFound, EACCES and EPERM
// kPermissionDenied, ENOMEM and ENOSPC kResourceExhausted …).
Status ErrnoStatus(std::string_view what, int error);

// A T or the Status that says why there is none. Reading the value of a failed Result is a
// programming error and aborts.
template <typename T>
class [[nodiscard]] Result {
 public:
  // Not explicit: `return value;` and `return status;` are the point.
  // NOLINTBEGIN(google-explicit-constructor,hicpp-explicit-conversions)
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Status status) : state_(std::in_place_index<1>, std::move(status)) {}
  // NOLINTEND(google-explicit-constructor,hicpp-explicit-conversions)

  bool ok() const { return state_.index() == 0; }
  Status status() const& { return ok() ? OkStatus() : std::get<1>(state_); }
  Status status() && { return ok() ? OkStatus() : std::get<1>(std::move(state_)); }

  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  std::variant<T, Status> state_;
};

}  // namespace assay

#define ASSAY_CONCAT_INNER(a, b) a##b
#define ASSAY_CONCAT(a, b) ASSAY_CONCAT_INNER(a, b)

// Returns the Status of `expr` from the enclosing function unless it is ok.
#define ASSAY_RETURN_IF_ERROR(expr)                \
  do {                                             \
    ::assay::Status assay_status_ = (expr);        \
    if (!assay_status_.ok()) return assay_status_; \
  } while (false)

// ASSAY_ASSIGN_OR_RETURN(auto fd, OpenFile(path)): declares or assigns the value, or returns the
// Status.
#define ASSAY_ASSIGN_OR_RETURN(lhs, expr) \
  ASSAY_ASSIGN_OR_RETURN_INNER(ASSAY_CONCAT(assay_result_, __LINE__), lhs, expr)
#define ASSAY_ASSIGN_OR_RETURN_INNER(result, lhs, expr) \
  auto result = (expr);                                 \
  if (!result.ok()) return std::move(result).status();  \
  lhs = std::move(result).value()
