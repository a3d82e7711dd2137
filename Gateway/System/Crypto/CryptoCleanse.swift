internal import COpenSSL

extension [UInt8] {
    /// Overwrites the bytes and empties the array. Of use only while no copy of the array shares its storage.
    package mutating func cleanse() {
        unsafe withUnsafeMutableBytes { bytes in unsafe OPENSSL_cleanse(bytes.baseAddress, bytes.count) }
        removeAll()
    }
}
