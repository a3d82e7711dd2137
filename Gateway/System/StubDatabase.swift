/// Stub, replaced by the store work.
public final class Database {}
