// The routes of similarity: who may ask, and what of it reaches the service.
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>

#include "lms/gateway/gateway_fixture.h"
#include "lms/gateway/methods_similarity.h"

namespace assay::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class SimilarityTest : public GatewayTest {
 protected:
  static std::string At(const std::string& rest) { return "/v1/similarity/algo/sum" + rest; }
};

TEST_F(SimilarityTest, MethodsAreThoseOfTheContract) {
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  const auto* service = pool->FindServiceByName("assay.plagiarism.v1.PlagiarismService");
  ASSERT_NE(service, nullptr);
  int known = 0;
#define ASSAY_CHECK(constant, Name, Request, Response)                                     \
  {                                                                                        \
    const auto* method = service->FindMethodByName(#Name);                                 \
    ASSERT_NE(method, nullptr) << #Name;                                                   \
    EXPECT_EQ(method->input_type()->name(), #Request);                                     \
    EXPECT_EQ(method->output_type()->name(), #Response);                                   \
    EXPECT_STREQ(methods::constant.path, "/assay.plagiarism.v1.PlagiarismService/" #Name); \
    ++known;                                                                               \
  }
  ASSAY_SIMILARITY_METHODS(ASSAY_CHECK)
#undef ASSAY_CHECK
  EXPECT_EQ(known, service->method_count()) << "a call has no route";
}

TEST_F(SimilarityTest, StudentsSeeNothingOfIt) {
  for (const char* path :
       {"", "/comparisons", "/comparisons/c1", "/pairs", "/pairs/aabb", "/pairs/aabb/decisions",
        "/decisions", "/clusters", "/report", "/common-code", "/templates"}) {
    EXPECT_EQ(Get("sam", At(path)).status, 403) << path;
    EXPECT_EQ(Get("olga", At(path)).status, 403) << path;
    EXPECT_EQ(Get("", At(path)).status, 401) << path;
    EXPECT_EQ(Get("anna", At(path)).status, 200) << path;
    // Of another course.
    EXPECT_EQ(Get("ines", "/v1/similarity/bio/cells" + std::string(path)).status, 403) << path;
  }
  const std::string id = Submit("sam");
  EXPECT_EQ(Get("sam", "/v1/submissions/" + id + "/similar").status, 403);
  EXPECT_EQ(Get("anna", "/v1/submissions/" + id + "/similar").status, 200);
  EXPECT_EQ(Get("root", "/v1/submissions/" + id + "/similar?most=5").status, 200);
}

TEST_F(SimilarityTest, AssistantsLookAndInstructorsDecide) {
  const std::string decision = R"({"state":"dismissed","note":"they sat together, as told"})";
  EXPECT_EQ(Post("anna", At("/pairs/aabb/decisions"), decision).status, 403);
  EXPECT_EQ(Post("anna", At("/comparisons")).status, 403);
  EXPECT_EQ(Post("ines", At("/comparisons")).status, 201);
  const Answer decided = Post("ines", At("/pairs/aabb/decisions"), decision);
  EXPECT_EQ(decided.status, 201) << decided.body;
  EXPECT_EQ(Parse(decided)["who"], "ines");
  EXPECT_EQ(Parse(decided)["state"], "dismissed");
  EXPECT_EQ(Post("ines", "/v1/similarity/erasures", R"({"person":"sam"})").status, 403);
  const Answer erased = Post("root", "/v1/similarity/erasures", R"({"person":"sam"})");
  EXPECT_EQ(Parse(erased)["fingerprints_removed"], 3) << erased.body;
}

TEST_F(SimilarityTest, NobodySaysWhoTheyAreThemselves) {
  for (const char* body : {R"({"caller":{"tenant":"t2"}})", R"({"assignment":{"problem":"x"}})",
                           R"({"state":"open","pair":"other"})", R"({"colour":"red"})"}) {
    const Answer answer = Post("ines", At("/pairs/aabb/decisions"), body);
    EXPECT_EQ(answer.status, 422) << body << answer.body;
  }
  EXPECT_EQ(Post("ines", At("/pairs/aabb/decisions"), "[]").status, 400);
  EXPECT_EQ(Post("ines", At("/pairs/aabb/decisions"), "{", "").status, 400);
  EXPECT_EQ(Post("ines", At("/comparisons"), "{}", "Content-Type: text/plain\r\n").status, 415);
  EXPECT_EQ(Get("ines", At("/pairs?colour=red")).status, 422);
  EXPECT_EQ(Get("ines", At("/pairs?pseudonyms=perhaps")).status, 422);
  EXPECT_EQ(Get("ines", At("/pairs?min_probability=2")).status, 422);
  EXPECT_EQ(Get("ines", At("/pairs?page_size=0")).status, 422);
}

TEST_F(SimilarityTest, PseudonymsGoThrough) {
  const Answer named = Get("ines", At("/pairs"));
  EXPECT_EQ(Parse(named)["pairs"][0]["left"]["person"], "sam");
  EXPECT_EQ(Parse(named)["pairs"][0]["evidence"][0]["surprise"], 0) << named.body;
  const Answer hidden = Get("ines", At("/pairs?pseudonyms=true&min_probability=0.5"));
  EXPECT_EQ(Parse(hidden)["pairs"][0]["left"]["person"], "");
  EXPECT_EQ(Parse(hidden)["pairs"][0]["left"]["pseudonym"], "Student 1");
  EXPECT_THAT(hidden.body, Not(HasSubstr("sam")));
  const Answer pair = Get("ines", At("/pairs/aabb?pseudonyms=true"));
  EXPECT_EQ(Parse(pair)["left_files"][0]["path"], "file 1.py");
  EXPECT_EQ(Parse(pair)["left_files"][0]["data"], "YSA9IP8=");
}

TEST_F(SimilarityTest, ThePageIsShutIn) {
  const Answer page = Get("ines", At("/report"));
  EXPECT_THAT(page.Header("Content-Security-Policy"), HasSubstr("sandbox allow-scripts"));
  EXPECT_THAT(page.Header("Content-Security-Policy"), HasSubstr("default-src 'none'"));
  EXPECT_EQ(Get("ines", At("/report?format=json")).Header("Content-Type"), "application/json");
  const Answer table = Get("ines", At("/report?format=csv"));
  EXPECT_THAT(table.Header("Content-Disposition"), HasSubstr("attachment"));
}

class WithoutServiceTest : public GatewayTest {
 protected:
  void SetUp() override {
    auto gateway = Gateway::Start(options_, services_.judge_channel(), services_.identity_channel(),
                                  log::Logger(), metrics_, nullptr);
    ASSERT_TRUE(gateway.ok());
    gateway_ = std::move(gateway).value();
  }
};

TEST_F(WithoutServiceTest, ItIsSaid) {
  EXPECT_EQ(Get("ines", "/v1/similarity/algo/sum").status, 501);
  EXPECT_EQ(Get("sam", "/v1/similarity/algo/sum").status, 403);
}

}  // namespace
}  // namespace assay::gateway
