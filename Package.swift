// swift-tools-version: 6.2
import PackageDescription

/// What every Swift target here is compiled with.
/// `Lifetimes` lets a buffer hand out a `Span` of itself instead of a pointer.
let settings: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableExperimentalFeature("Lifetimes"),
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

/// Test targets: the same, but imports stay as terse as tests like them.
let testSettings: [SwiftSetting] = [.treatAllWarnings(as: .error), .enableExperimentalFeature("Lifetimes")]

/// The plugins: each is a folder under `Plugins` that imports Kit, with a folder of tests beside the others.
let plugins = ["Goncord", "CallUp", "Portal", "AllyChat"]
/// What lies in a plugin's folder beside its source, where that is not `API.md` alone.
let documents = ["AllyChat": ["API.md", "example.html"]]
let pluginDependencies = plugins.map { Target.Dependency.byName(name: $0) }

/// A plugin and its tests. Without package access it sees Kit's public interface and nothing else of the gateway.
///
/// - Parameter documents: what lies in its folder beside the source.
func pluginTargets(_ name: String, path: String, documents: [String] = ["API.md"]) -> [Target] {
    [
        .target(
            name: name, dependencies: ["Kit"], path: path, exclude: documents, packageAccess: false,
            swiftSettings: settings),
        .testTarget(
            name: "\(name)Tests", dependencies: [.byName(name: name), "Kit", "TestSupport"],
            path: "Tests/\(name)Tests", swiftSettings: testSettings),
    ]
}

let package = Package(
    name: "gateway",
    products: [.executable(name: "gateway", targets: ["gateway"])],
    targets: [
        .systemLibrary(name: "CLinux", path: "Gateway/C/CLinux"),
        .systemLibrary(name: "COpenSSL", path: "Gateway/C/COpenSSL", pkgConfig: "openssl"),
        .systemLibrary(name: "CSQLite", path: "Gateway/C/CSQLite", pkgConfig: "sqlite3"),
        .target(
            name: "System", dependencies: ["CLinux", "COpenSSL", "CSQLite"], path: "Gateway/System",
            swiftSettings: settings),
        .target(name: "Kit", dependencies: ["System"], path: "Gateway/Kit", swiftSettings: settings),
        .target(name: "Core", dependencies: ["Kit", "System"], path: "Gateway/Core", swiftSettings: settings),
        .executableTarget(
            name: "gateway", dependencies: ["Core", "Kit", "System"] + pluginDependencies, path: "Gateway/Main",
            swiftSettings: settings),
        .target(
            name: "TestSupport", dependencies: ["Core", "Kit", "System"], path: "Tests/TestSupport",
            swiftSettings: testSettings),
        .testTarget(
            name: "ConformanceTests", dependencies: ["Kit", "System", "TestSupport"],
            path: "Tests/ConformanceTests", exclude: ["Careless/API.md"], swiftSettings: testSettings),
        .executableTarget(
            name: "StoreCrashChild", dependencies: ["Core", "Kit", "System"], path: "Tests/StoreCrashChild",
            swiftSettings: testSettings),
        .executableTarget(
            name: "OutboxCrashChild", dependencies: ["Core", "Kit", "System"], path: "Tests/OutboxCrashChild",
            swiftSettings: testSettings),
        .executableTarget(
            name: "SampleServer", dependencies: ["Core", "Kit", "System", "SamplePlugin"], path: "Tests/SampleServer",
            swiftSettings: testSettings),
        .executableTarget(
            name: "SocketLoad", dependencies: ["System"], path: "Tests/SocketLoad", swiftSettings: testSettings),
        .testTarget(
            name: "SystemTests", dependencies: ["System", "TestSupport"], path: "Tests/SystemTests",
            swiftSettings: testSettings),
        .testTarget(
            name: "KitTests", dependencies: ["Kit", "System", "TestSupport"], path: "Tests/KitTests",
            swiftSettings: testSettings),
        .testTarget(
            name: "CoreTests",
            dependencies: ["Core", "Kit", "System", "TestSupport", "StoreCrashChild", "OutboxCrashChild"]
                + pluginDependencies,
            path: "Tests/CoreTests", swiftSettings: testSettings),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "gateway", "Core", "Kit", "System", "SamplePlugin", "SampleServer", "TestSupport",
            ],
            path: "Tests/GatewayTests",
            swiftSettings: testSettings),
    ] + plugins.flatMap { pluginTargets($0, path: "Plugins/\($0)", documents: documents[$0] ?? ["API.md"]) }
        // The plugin of Plugins/README.md, which is not shipped.
        + pluginTargets("SamplePlugin", path: "Tests/SamplePlugin")
)

// `scripts/fuzz` names the files of `Tests/Fuzz`: each is then an executable beside the modules that it may import, and
// nothing else is there, since the flags that bring in libFuzzer bring in its `main` too.
if let fuzzTargets = Context.environment["FUZZ_TARGETS"]?.split(separator: " ").map(String.init) {
    package.products = []
    package.targets.removeAll { !["CLinux", "COpenSSL", "CSQLite", "System", "Kit", "Core"].contains($0.name) }
    package.targets += fuzzTargets.map { name in
        .executableTarget(
            name: name, dependencies: ["Core", "Kit", "System"], path: "Tests/Fuzz",
            exclude: ["Seeds"] + fuzzTargets.filter { $0 != name }.map { "\($0).swift" },
            swiftSettings: testSettings + [.unsafeFlags(["-parse-as-library"])])
    }
}
