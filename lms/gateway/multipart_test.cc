#include "lms/gateway/multipart.h"

#include <gtest/gtest.h>

namespace assay::gateway {
namespace {

constexpr char kType[] = "multipart/form-data; boundary=XX";

TEST(Multipart, ReadsFieldsAndFiles) {
  const std::string body =
      "--XX\r\nContent-Disposition: form-data; name=\"problem\"\r\n\r\nsum\r\n"
      "--XX\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a \\\"b\\\".py\"\r\n"
      "Content-Type: text/x-python\r\n\r\nprint(1)\r\n--not a boundary\r\n\r\n--XX--\r\n";
  const auto parts = ParseMultipart(kType, body);
  ASSERT_TRUE(parts.ok()) << parts.status().ToString();
  ASSERT_EQ(parts->size(), 2U);
  EXPECT_EQ((*parts)[0].name, "problem");
  EXPECT_EQ((*parts)[0].filename, "");
  EXPECT_EQ((*parts)[0].data, "sum");
  EXPECT_EQ((*parts)[1].filename, "a \"b\".py");
  EXPECT_EQ((*parts)[1].data, "print(1)\r\n--not a boundary\r\n");
}

TEST(Multipart, EmptyForms) {
  EXPECT_TRUE(ParseMultipart(kType, "--XX--")->empty());
  const auto parts =
      ParseMultipart("multipart/form-data; boundary=\"a b\"",
                     "--a b \r\nContent-Disposition: form-data; name=x\r\n\r\n\r\n--a b--");
  ASSERT_TRUE(parts.ok());
  EXPECT_EQ((*parts)[0].name, "x");
  EXPECT_EQ((*parts)[0].data, "");
}

TEST(Multipart, RefusesWhatIsNotWellFormed) {
  const std::string part = "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n";
  EXPECT_FALSE(ParseMultipart("multipart/form-data", "--XX--").ok());
  EXPECT_FALSE(ParseMultipart("multipart/form-data; boundary=", "----").ok());
  for (const std::string& body :
       {std::string(), std::string("XX"), "--XX" + part, "--XX" + part + "--XX",
        "--XXjunk" + part + "--XX--", std::string("--XX\r\n\r\nb\r\n--XX--"),
        std::string("--XX\r\nContent-Disposition: form-data\r\n\r\nb\r\n--XX--"),
        std::string("--XX\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nb\r\n--XX--"),
        std::string(
            "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: "
            "base64\r\n\r\nb\r\n--XX--")})
    EXPECT_FALSE(ParseMultipart(kType, body).ok()) << body;
}

TEST(Multipart, IsBounded) {
  std::string many;
  for (int i = 0; i < 1001; ++i)
    many += "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n";
  EXPECT_FALSE(ParseMultipart(kType, many + "--XX--").ok());
}

}  // namespace
}  // namespace assay::gateway
