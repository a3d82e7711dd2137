import Kit
import Testing

struct CallerTests {
    private func caller(app: App?) -> Caller {
        Caller(
            app: app, subject: nil, remoteAddress: "192.0.2.1", userAgent: nil, requestID: RequestID(high: 1, low: 2))
    }

    @Test func theAppIsTheOneThatTheRouteChecked() throws {
        let app = App(name: "shop", isSuper: false)
        #expect(try caller(app: app).knownApp() == app)
    }

    @Test func withoutAnAppItIsDenied() {
        #expect(throws: APIError(.appDenied)) { try caller(app: nil).knownApp() }
    }
}
