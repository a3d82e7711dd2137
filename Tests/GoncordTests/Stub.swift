import Testing
import TestSupport
@testable import Goncord
@Test func tryout() throws {
    let bench = try PluginBench(Goncord.self, settings: #"{"scryptCostExponent": 10}"#)
    let r = try bench.call("registerUser", #"{"login":"test","password":"password","email":"a@b.c"}"#)
    print(r)
    let t = try bench.call("issueToken", #"{"login":"test","password":"password"}"#)
    print(t)
    print(try bench.call("validateToken", token: t["jwt"]))
}
