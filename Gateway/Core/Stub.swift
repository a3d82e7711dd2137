/// Stub.
package enum CoreStub {}
