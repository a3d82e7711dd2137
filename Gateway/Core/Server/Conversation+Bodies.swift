import Kit

// MARK: Content of requests

extension Conversation {
    /// Lets the content come, to the sink that it has by then.
    mutating func readContent(of box: ExchangeBox) {
        let limitBytes = service.pipeline.contentLimitBytes(box.exchange)
        let announced = machine.progress(of: box.stream).contentLength
        let isTooLarge = (announced ?? 0) > limitBytes
        do throws(APIError) {
            if !isTooLarge, announced != 0 {
                try service.pipeline.openBody(&box.exchange, announcedBytes: announced, budget: service.buffers.budget)
            }
        } catch {
            service.pipeline.fail(&box.exchange, error)
            return respond(box)
        }
        if let refusal = machine.readContent(
            box.stream, limitBytes: limitBytes, nowNanoseconds: loop.nowNanoseconds, output: &connection.output)
        {
            service.pipeline.fail(&box.exchange, refusal.error)
            respond(box)
        }
    }

    /// Does what its sink says to content.
    /// - Returns: `false` when no more is to be read before the disk has caught up.
    mutating func follow(_ intake: FormBody.Intake, _ event: WireEvent) -> Bool {
        guard case .content(let stream, _) = event, let box = exchanges[stream] else { return true }
        if intake == .waits {
            fullStream = stream
            return false
        }
        if let error = box.exchange.body.form?.refusal {
            service.pipeline.fail(&box.exchange, error)
            respond(box)
        }
        return true
    }
}

// MARK: Files as answers

/// Answers whose content is read from a file while it is sent: a piece is asked for when all before it has gone to the
/// kernel, so that a connection has no more than one in memory.
extension Conversation {
    /// Has the first piece read. The head waits for it: a file that cannot be read is an error yet.
    mutating func beginSending(_ box: ExchangeBox) {
        note(box)
        sending.append(box)
        askForMore()
    }

    /// A piece has come.
    mutating func sendFile(_ box: ExchangeBox) {
        guard let file = box.exchange.response.file else { return }
        do throws(APIError) {
            guard let piece = try file.take() else { return }
            send(piece, of: box)
            guard file.isAtEnd else { return }
            forgetSending(box)
            endResponse(box)
        } catch {
            guard box.exchange.facts.bytesOut == 0 else {
                // The client can tell by the length that this is not all.
                box.exchange.facts.errorCode = error.code
                return close()
            }
            forgetSending(box)
            service.pipeline.fail(&box.exchange, error)
            respond(box)
        }
    }

    private mutating func send(_ piece: [UInt8], of box: ExchangeBox) {
        connection.prepareOutput(loop.buffers)
        let start = connection.unsentCount
        if box.exchange.facts.bytesOut == 0 {
            machine.respond(
                box.stream, box.exchange.response.head, contentLength: box.exchange.response.contentLength,
                isLast: box.exchange.peer.isRefused, date: service.pipeline.date, output: &connection.output)
        }
        machine.respond(box.stream, content: piece.span, output: &connection.output)
        box.exchange.facts.bytesOut += connection.unsentCount - start
    }

    func askForMore() {
        guard connection.unsentCount == 0 else { return }
        let (mailbox, key) = (loop.mailbox, key)
        for box in sending {
            let stream = box.stream
            box.exchange.response.file?.ask { mailbox.post(.resumed(key, stream: stream)) }
        }
    }

    private mutating func forgetSending(_ box: ExchangeBox) { sending.removeAll { $0 === box } }

    /// The connection ends: what has gone of them is logged.
    mutating func endSending() {
        for box in sending {
            exchanges.remove(box.stream)
            service.finish(box)
        }
        sending = []
    }
}
