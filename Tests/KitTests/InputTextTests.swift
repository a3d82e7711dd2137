import Kit
import Testing

struct InputTextTests {
    private func text(_ name: String, _ form: String) -> String? {
        InputSource.formText(named: name, in: Array(form.utf8).span).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: ["", "&", "&&", "%FF=x"]) func aFormWithoutPairsHasNothing(form: String) {
        #expect(text("token", form) == nil)
    }

    @Test func theValueIsDecoded() { #expect(text("token", "a=1&token=x%2By+z") == "x+y z") }

    @Test(arguments: ["token=a&token=b", "token[]=a", "token=%FF", "other=a"])
    func whatIsNotThereOnceAsTextIsNothing(form: String) { #expect(text("token", form) == nil) }
}
