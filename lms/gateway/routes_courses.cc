#include "assay/courses/v1/cartridges.pb.h"
#include "lms/gateway/course_route.h"
#include "lms/gateway/routes.h"

namespace assay::gateway {

// The body is the thing itself, and the answer is what became of it. POST makes one, PUT replaces
// all of it.
void AddCourseRoutes(http::Router& router, const ApiPtr& api) {
#define ROUTE(verb, pattern, action, Call, Request, Response, ...) \
  AddCourseRoute<courses_v1::Request, courses_v1::Response>(       \
      router, api, verb, pattern, Action::action, CourseRoute{#Call, ##__VA_ARGS__})
  ROUTE("GET", "/v1/courses", kRead, ListCourses, ListCoursesRequest, MyCourses);
  ROUTE("GET", "/v1/courses/{course}", kReadCourse, GetCourse, CourseRequest, CoursePage);
  ROUTE("PUT", "/v1/courses/{course}", kWriteCourse, PutCourse, PutCourseRequest, Course, "value");
  ROUTE("POST", "/v1/courses/{course}/copy", kWriteCourse, CopyCourse, CopyCourseRequest, Course,
        ".", 201);
  ROUTE("GET", "/v1/terms", kRead, ListTerms, TenantRequest, Terms);
  ROUTE("PUT", "/v1/terms/{term}", kCreateCourse, PutTerm, PutTermRequest, Term, "value");
  ROUTE("DELETE", "/v1/terms/{term}", kCreateCourse, DeleteTerm, TermRequest, Empty, "", 204);
  ROUTE("PUT", "/v1/courses/{course}/sections/{section}", kManageRoster, PutSection,
        PutSectionRequest, Section, "value");
  ROUTE("DELETE", "/v1/courses/{course}/sections/{section}", kManageRoster, DeleteSection,
        SectionRequest, Empty, "", 204);
  ROUTE("GET", "/v1/courses/{course}/people", kReadRoster, ListPeople, CourseRequest, People);
  ROUTE("PUT", "/v1/courses/{course}/people/{person}/accommodation", kExtendDeadline,
        PutAccommodation, PutAccommodationRequest, Member, "value");

  ROUTE("GET", "/v1/courses/{course}/modules", kReadCourse, ListModules, CourseRequest, Modules);
  ROUTE("POST", "/v1/courses/{course}/modules", kWriteCourse, PutModule, PutModuleRequest, Module,
        "value", 201);
  ROUTE("PUT", "/v1/courses/{course}/modules/{id}", kWriteCourse, PutModule, PutModuleRequest,
        Module, "value");
  ROUTE("DELETE", "/v1/courses/{course}/modules/{id}", kWriteCourse, DeleteModule, ItemRequest,
        Empty, "", 204);
  ROUTE("POST", "/v1/courses/{course}/pages", kWriteCourse, PutPage, PutPageRequest, Page, "value",
        201);
  ROUTE("GET", "/v1/courses/{course}/pages/{id}", kReadCourse, GetPage, ItemRequest, Page);
  ROUTE("PUT", "/v1/courses/{course}/pages/{id}", kWriteCourse, PutPage, PutPageRequest, Page,
        "value");
  ROUTE("DELETE", "/v1/courses/{course}/pages/{id}", kWriteCourse, DeletePage, ItemRequest, Empty,
        "", 204);

  ROUTE("GET", "/v1/courses/{course}/assignments", kReadCourse, ListAssignments, CourseRequest,
        Assignments);
  ROUTE("POST", "/v1/courses/{course}/assignments", kWriteCourse, PutAssignment,
        PutAssignmentRequest, Assignment, "value", 201);
  ROUTE("GET", "/v1/courses/{course}/assignments/{id}", kReadCourse, GetAssignment, ItemRequest,
        AssignmentPage);
  ROUTE("PUT", "/v1/courses/{course}/assignments/{id}", kWriteCourse, PutAssignment,
        PutAssignmentRequest, Assignment, "value");
  ROUTE("DELETE", "/v1/courses/{course}/assignments/{id}", kWriteCourse, DeleteAssignment,
        ItemRequest, Empty, "", 204);
  ROUTE("POST", "/v1/courses/{course}/assignments/{id}/exam", kSubmit, StartExam, StartExamRequest,
        ExamState, ".");
  ROUTE("GET", "/v1/courses/{course}/assignments/{id}/draft", kSubmit, GetDraft, ItemRequest,
        Draft);
  ROUTE("PUT", "/v1/courses/{course}/assignments/{id}/draft", kSubmit, SaveDraft, SaveDraftRequest,
        Draft, ".");
  ROUTE("GET", "/v1/courses/{course}/assignments/{id}/groups", kReadCourse, ListGroups, ItemRequest,
        Groups);
  ROUTE("PUT", "/v1/courses/{course}/assignments/{id}/groups", kManageGroups, PutGroups,
        PutGroupsRequest, Groups, ".");

  ROUTE("POST", "/v1/courses/{course}/assignments/{id}/extension-requests", kSubmit,
        RequestExtension, RequestExtensionRequest, ExtensionRequest, ".", 201);
  ROUTE("POST", "/v1/courses/{course}/extension-requests/{id}/decision", kExtendDeadline,
        DecideExtension, DecideExtensionRequest, ExtensionRequest, ".");
  ROUTE("GET", "/v1/courses/{course}/extensions", kReadCourse, ListExtensions, CourseRequest,
        Extensions);
  ROUTE("POST", "/v1/courses/{course}/extensions", kExtendDeadline, GrantExtensions,
        GrantExtensionsRequest, Extensions, ".");

  ROUTE("GET", "/v1/courses/{course}/announcements", kReadCourse, ListAnnouncements, CourseRequest,
        Announcements);
  ROUTE("POST", "/v1/courses/{course}/announcements", kModerate, PutAnnouncement,
        PutAnnouncementRequest, Announcement, "value", 201);
  ROUTE("PUT", "/v1/courses/{course}/announcements/{id}", kModerate, PutAnnouncement,
        PutAnnouncementRequest, Announcement, "value");
  ROUTE("DELETE", "/v1/courses/{course}/announcements/{id}", kModerate, DeleteAnnouncement,
        ItemRequest, Empty, "", 204);
  ROUTE("GET", "/v1/courses/{course}/discussions", kReadCourse, ListTopics, CourseRequest, Topics);
  ROUTE("POST", "/v1/courses/{course}/discussions", kDiscuss, PutTopic, PutTopicRequest, Topic,
        "value", 201);
  ROUTE("GET", "/v1/courses/{course}/discussions/{id}", kReadCourse, GetTopic, ItemRequest,
        TopicPage);
  ROUTE("PUT", "/v1/courses/{course}/discussions/{id}", kDiscuss, PutTopic, PutTopicRequest, Topic,
        "value");
  ROUTE("POST", "/v1/courses/{course}/discussions/{topic}/posts", kDiscuss, PutPost, PutPostRequest,
        Post, "value", 201);
  ROUTE("PUT", "/v1/courses/{course}/discussions/{topic}/posts/{id}", kDiscuss, PutPost,
        PutPostRequest, Post, "value");
  ROUTE("DELETE", "/v1/courses/{course}/posts/{id}", kDiscuss, DeletePost, ItemRequest, Empty, "",
        204);
  ROUTE("GET", "/v1/notifications", kRead, ListNotifications, TenantRequest, Notifications);
  ROUTE("POST", "/v1/notifications/read", kRead, ReadNotifications, ReadNotificationsRequest,
        Notifications, ".");
#undef ROUTE
  AddCourseRoute<courses_v1::ImportCartridgeRequest, courses_v1::CartridgeImport>(
      router, api, "POST", "/v1/courses/{course}/import", Action::kWriteCourse,
      CourseRoute{"CartridgesService/ImportCartridge", "data", 200, true, "application/zip"},
      api->parts().max_upload_bytes);
}

}  // namespace assay::gateway
