extension JSONDocument {
    /// The keys and positions that lead from one value down to another inside it.
    func path(from root: Int, to target: Int) -> [JSONPathStep] {
        var steps: [JSONPathStep] = []
        var current = root
        while current < target, let (step, child) = child(of: current, around: target) {
            steps.append(step)
            current = child
        }
        return steps
    }

    /// The member or element in which the target's row lies.
    private func child(of container: Int, around target: Int) -> (JSONPathStep, Int)? {
        let isObject = entries[container].kind == .object
        let end = Int(entries[container].next)
        var index = 0
        var row = container + 1
        while row < end {
            let value = isObject ? row + 1 : row
            let next = Int(entries[value].next)
            if target < next {
                let step = isObject ? .key(Self.string(of: entries[row], in: bytes.span)) : JSONPathStep.index(index)
                return (step, value)
            }
            index += 1
            row = next
        }
        return nil
    }
}
