// Made of the OpenAPI document by `pnpm generate:client`; not to be changed by hand.

export interface paths {
    "/v1/stations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stations, by identity
         * @description Needs `stations:read`.
         */
        get: operations["listStations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stations/{stationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One station
         * @description Needs `stations:read`.
         */
        get: operations["getStation"];
        /**
         * Put a station in, or other settings in the place of those it has
         * @description Settings that are not given go, but for the decision; the security profile that it has reached stays unless it is lowered by name. Who is limited to some stations must give the labels as they are (403).
         *
         *     Needs `stations:write`.
         */
        put: operations["putStation"];
        post?: never;
        /**
         * Delete a station
         * @description Its connection ends, and its password and settings are forgotten; its transactions stay.
         *
         *     Needs `stations:write`.
         */
        delete: operations["deleteStation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stations/{stationId}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say what its password is
         * @description The one that it sends from now on; the station is not told. Nobody can read it back.
         *
         *     Needs `stations:write`.
         */
        put: operations["setPassword"];
        post?: never;
        /**
         * Forget its password
         * @description It can prove itself with none from its next connection on: in profile 1 and 2 it is refused until another is set. The station is not told.
         *
         *     Needs `stations:write`.
         */
        delete: operations["removePassword"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stations/{stationId}/password/change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give it a new password over its connection
         * @description After Accepted only the new one is good, after any other answer only the old, and without an answer both until its next login.
         *
         *     Needs `stations:write`.
         */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stations/{stationId}/connection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its newest connection, open or closed
         * @description Needs `stations:read`.
         */
        get: operations["getConnection"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stations/{stationId}/doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why a station does not show up, or does not work, and what to do
         * @description Also for a station that nobody has put in.
         *
         *     Needs `stations:read`.
         */
        get: operations["diagnoseStation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stations/{stationId}/connection-attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its attempts to connect that were refused, newest first
         * @description Needs `stations:read`.
         */
        get: operations["listConnectionAttemptsOfStation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connection-attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Attempts to connect that were refused, newest first
         * @description Of stations that nobody knows too, and such as named no station.
         *
         *     Needs `stations:read`.
         */
        get: operations["listConnectionAttempts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stations/{stationId}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its messages, newest first
         * @description About a second late; without secrets, and only where the message log is on.
         *
         *     Needs `stations:read`.
         */
        get: operations["listMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Transactions, newest first
         * @description By the moment at which the csms received the first of each, which no clock of a station moves: one that was told late, after its station was offline, stands by when it came and not by its startedAt. So what begins or ends meanwhile moves no page.
         *
         *     Needs `transactions:read`.
         */
        get: operations["listTransactions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transactions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One transaction
         * @description Needs `transactions:read`.
         */
        get: operations["getTransaction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transactions/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have the station end a transaction
         * @description 409 with a code where it cannot be sent: NOT_CONNECTED, NOT_ACCEPTED, TRANSACTION_ENDED; 504 where the station does not answer.
         *
         *     Needs `commands:send`.
         */
        post: operations["stopTransaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tokens, by value
         * @description Needs `tokens:read`.
         */
        get: operations["listTokens"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens/{type}/{value}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One token
         * @description Needs `tokens:read`.
         */
        get: operations["getToken"];
        /**
         * Add a token, or replace it
         * @description Needs `tokens:write`.
         */
        put: operations["putToken"];
        post?: never;
        /**
         * Forget a token
         * @description Needs `tokens:write`.
         */
        delete: operations["deleteToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stations/{stationId}/commands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message to a station, and keep it until it has ended
         * @description Answered with 202 once it is kept; with `Prefer: wait=N` with 200 when it ends within that time. It outlives connections and restarts.
         *
         *     Needs `commands:send`.
         */
        post: operations["sendCommand"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/commands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Commands, newest first
         * @description Needs `commands:read`.
         */
        get: operations["listCommands"];
        put?: never;
        /**
         * Send a message to many stations
         * @description Each gets a command of its own; one that cannot be sent it stands in nobody’s way. In the order of the stations. Answered with 202 once all are kept; with `Prefer: wait=N` when all have ended, or that time is over.
         *
         *     Needs `commands:send`.
         */
        post: operations["sendCommands"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/commands/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One command
         * @description Needs `commands:read`.
         */
        get: operations["getCommand"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/commands/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a command
         * @description What is with the station already is not repeated from now on, and ends by its answer.
         *
         *     Needs `commands:send`.
         */
        post: operations["cancelCommand"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stations/{stationId}/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a message on the wire exactly as it is given
         * @description The payload goes out as the text that it is in the body, to the last character. Nothing in it is checked, whether the station is accepted is not asked, and nothing is kept but which password the station has afterwards, where it is given one. The answer stands in the body as the station wrote it. 404 for a station that never came, 409 for one that is not connected, 504 where the connection closes before the answer.
         *
         *     Needs `commands:send`.
         */
        post: operations["callStation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happens from now on, as server-sent events
         * @description Each has `id`, `type`, `at`, `station` and `data`; a caller hears of what its scopes let it read. A reader that comes back with `Last-Event-ID` gets what it has missed; where that is not at hand any more an event `reset` says so. The stream ends when the caller may read more or less than at its begin, or nothing.
         *
         *     `station.connected` (stations:read): A station has connected.
         *     `station.disconnected` (stations:read): A station has no connection any more.
         *     `station.booted` (stations:read): A station has booted, and was told whether it is accepted.
         *     `station.firmwareChanged` (stations:read): A station has booted with another firmware than before.
         *     `station.reset` (stations:read): A station came back after a reset that was asked for, or did not within ten minutes.
         *     `station.clockDrift` (stations:read): The clock of a station is wrong by more than the csms allows.
         *     `station.flapping` (stations:read): Connections of a station keep replacing each other: two devices seem to have its identity.
         *     `station.secured` (stations:read): A station has connected with a higher security profile than it had to, and must from now on.
         *     `station.passwordChanged` (stations:read): The password of a station is another one, or it has none any more.
         *     `station.networkProfile` (stations:read): A change of the network profile of a station came to its end.
         *     `connector.status` (stations:read): A station has told the status of a connector.
         *     `variable.drifted` (stations:read): A variable has come to differ from what is wanted of it.
         *     `report.ended` (stations:read): A report of a station is complete, or will not be.
         *     `localList.synced` (stations:read): A station holds the local list that it should.
         *     `localList.failed` (stations:read): A station did not take its local list, or has none.
         *     `token.changed` (tokens:read): A token was added or replaced.
         *     `token.removed` (tokens:read): A token was deleted.
         *     `tokenGroup.changed` (tokens:read): Something else is said of a group of tokens.
         *     `tokenGroup.removed` (tokens:read): Nothing is said of a group of tokens any more.
         *     `command.created` (commands:read): A command was stored, to be sent.
         *     `command.sent` (commands:read): A command was sent.
         *     `command.settled` (commands:read): A command has ended, or one that was ambiguous is settled; its state says how.
         *     `transaction.started` (transactions:read): The start of a transaction became known.
         *     `transaction.updated` (transactions:read): Something more became known of a transaction.
         *     `transaction.ended` (transactions:read): The end of a transaction became known.
         *     `transaction.gapFound` (transactions:read): Something is missing of a transaction.
         *     `transaction.gapFilled` (transactions:read): What was missing of a transaction has come.
         *     `transaction.gapLost` (transactions:read): What is missing of a transaction will not come any more.
         *     `message.quarantined` (transactions:read): A transaction message that could not be applied was kept as it came.
         *     `meter.values` (transactions:read): A meter outside a transaction has told its values.
         *     `spool.started` (system:read): The store takes no transaction messages: they go to the spool. Webhooks need the store, and cannot tell of it.
         *     `spool.drained` (system:read): All messages of the spool are in the store.
         *     `webhook.test` (webhooks:read): Somebody wants to see whether a webhook works.
         *
         *     Whoever is known may do this.
         */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Webhooks, oldest first
         * @description Needs `webhooks:read`.
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Add a webhook
         * @description Needs `webhooks:write`.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One webhook
         * @description Needs `webhooks:read`.
         */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /**
         * Forget a webhook
         * @description Needs `webhooks:write`.
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /**
         * Change what is given of a webhook
         * @description Needs `webhooks:write`.
         */
        patch: operations["changeWebhook"];
        trace?: never;
    };
    "/v1/webhooks/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a webhook a new secret, in place of the old one
         * @description Needs `webhooks:write`.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send an event that says nothing; its delivery tells how it went
         * @description Needs `webhooks:write`.
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send again what happened since a time, in its order
         * @description Needs `webhooks:write`.
         */
        post: operations["replayWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was sent to a webhook, and what will be; newest first
         * @description Needs `webhooks:read`.
         */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transactions/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its events, in the order in which they count
         * @description Needs `transactions:read`.
         */
        get: operations["listTransactionEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transactions/{id}/samples": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its samples, in units that need no further reading
         * @description `limit` is of the events that brought them.
         *
         *     Needs `transactions:read`.
         */
        get: operations["listTransactionSamples"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transactions/{id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why it is what it is
         * @description As JSON, or for people with `format=text`.
         *
         *     Needs `transactions:read`.
         */
        get: operations["explainTransaction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transactions/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ends one that its station does not end
         * @description It ends when the station last told of it, with the energy that is known, flagged `closed`. Closed again, it stays as it was. An end that the station sends after all takes its place. One that the station has ended is answered with 409.
         *
         *     Needs `transactions:write`.
         */
        post: operations["closeTransaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transactions/{id}/gap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is missing of it
         * @description Needs `transactions:read`.
         */
        get: operations["getTransactionGap"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transaction-gaps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is missing of transactions, newest first
         * @description Needs `transactions:read`.
         */
        get: operations["listTransactionGaps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transaction-export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Transactions as a file, newest first
         * @description However many there are, in the order of the list.
         *
         *     Needs `transactions:read`.
         */
        get: operations["exportTransactions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transactions/{id}/events/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its events as a file
         * @description Needs `transactions:read`.
         */
        get: operations["exportTransactionEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transactions/{id}/samples/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Its samples as a file
         * @description Needs `transactions:read`.
         */
        get: operations["exportTransactionSamples"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quarantine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Transaction messages that could not be applied, newest first
         * @description Needs `transactions:read`.
         */
        get: operations["listQuarantine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quarantine/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One of them
         * @description Needs `transactions:read`.
         */
        get: operations["getQuarantined"];
        put?: never;
        post?: never;
        /**
         * Forget it, with the facts that it has
         * @description Needs `transactions:write`.
         */
        delete: operations["deleteQuarantined"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quarantine/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring it into the ledger, as if it came now
         * @description When its facts are stored it is gone from the quarantine; else it stays, with 422 where it breaks its schema and 409 where its handler fails. What the ledger has already is not stored twice.
         *
         *     Needs `transactions:write`.
         */
        post: operations["replayQuarantined"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/token-groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Groups of tokens, by id
         * @description Needs `tokens:read`.
         */
        get: operations["listTokenGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/token-groups/{groupId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One group
         * @description Needs `tokens:read`.
         */
        get: operations["getTokenGroup"];
        /**
         * Say what holds for a group: its status goes for each of its tokens
         * @description Needs `tokens:write`.
         */
        put: operations["putTokenGroup"];
        post?: never;
        /**
         * Say nothing more of a group; its tokens stay in it
         * @description Needs `tokens:write`.
         */
        delete: operations["deleteTokenGroup"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stations/{stationId}/local-list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The local authorization list of a station: desired, actual, and why they differ
         * @description Needs `stations:read`.
         */
        get: operations["getLocalList"];
        /**
         * Decide what the list of a station holds; it is told as soon as it can be
         * @description What is not given holds no longer, but for `excluded`, which stays until another is given: customers whose data was cleared do not come back by mistake.
         *
         *     Needs `stations:write`.
         */
        put: operations["putLocalList"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stations/{stationId}/local-list/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring the list of a station in order now
         * @description Answers when the station was told, or refused; that it refused is no problem but the state of the list.
         *
         *     Needs `commands:send`.
         */
        post: operations["syncLocalList"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stations/{stationId}/clear-cache": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a station forget what it remembers of tokens, its list apart
         * @description Needs `commands:send`.
         */
        post: operations["clearCache"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stations/{stationId}/variables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Variables of a station, or configuration keys of 1.6, with desired and actual values
         * @description A key of 1.6 is a variable of the component `Configuration`. Passwords and other secrets have no value here.
         *
         *     Needs `stations:read`.
         */
        get: operations["listVariables"];
        /**
         * Say what variables of a station are wanted to be
         * @description Others stay as they were. The station is brought there now if it is connected, else when it comes; what it does not take is tried again after a pause that grows to a day.
         *
         *     Needs `stations:write`.
         */
        put: operations["setDesiredVariables"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stations/{stationId}/variables/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the station what it has not, without waiting for a pause to end
         * @description Answers with all that is wanted of it, and what came of each. With `reset`, resets it where a value needs that.
         *
         *     Needs `commands:send`.
         */
        post: operations["applyDesiredVariables"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stations/{stationId}/variables/revert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Want what the variables that were sent last had before
         * @description Where that was not known, nothing is wanted of the variable any more. Reverting again undoes it.
         *
         *     Needs `stations:write`.
         */
        post: operations["revertVariables"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stations/{stationId}/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reports that a station was asked for, newest first
         * @description Needs `stations:read`.
         */
        get: operations["listReports"];
        put?: never;
        /**
         * Ask a station for a report of its variables
         * @description More names than one request may have make several reports. Answers once the station has; parts come later.
         *
         *     Needs `commands:send`.
         */
        post: operations["requestReport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stations/{stationId}/reports/{requestId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One report, with what its parts say
         * @description Needs `stations:read`.
         */
        get: operations["getReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stations/{stationId}/network-profiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was last sent of each slot of network profiles, and what came of it, by slot
         * @description Of what this csms sent, without secrets; what else a station has in its slots, reports tell.
         *
         *     Needs `stations:read`.
         */
        get: operations["listNetworkProfiles"];
        put?: never;
        /**
         * Write a network profile into a slot of a station (2.x), and let it be used
         * @description Answers after the last step that could be taken; the list of network profiles tells how it went on. Security is never lowered but from 3 to 2, where the station allows it.
         *
         *     Needs `commands:send`.
         */
        post: operations["setNetworkProfile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log in */
        post: operations["logIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Log out
         * @description Whoever is known may do this.
         */
        delete: operations["logOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who asks
         * @description Whoever is known may do this.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change the own password
         * @description Ends all sessions, also this one.
         *
         *     Whoever is known may do this.
         */
        put: operations["changeMyPassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Users, by name
         * @description Needs `users:read`.
         */
        get: operations["listUsers"];
        put?: never;
        /**
         * Add a user
         * @description The first one is an admin without limits, and ends the one-time admin token.
         *
         *     Needs `users:write`.
         */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One user
         * @description Needs `users:read`.
         */
        get: operations["getUser"];
        put?: never;
        post?: never;
        /**
         * Delete a user, with its sessions and keys
         * @description Needs `users:write`.
         */
        delete: operations["deleteUser"];
        options?: never;
        head?: never;
        /**
         * Change a user
         * @description What is left out stays. A user that is disabled cannot log in, and has neither sessions nor keys meanwhile.
         *
         *     Needs `users:write`.
         */
        patch: operations["changeUser"];
        trace?: never;
    };
    "/v1/users/{name}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give a user another password
         * @description Ends all sessions of the user.
         *
         *     Needs `users:write`.
         */
        put: operations["setUserPassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The own keys; all of them for those who may see users
         * @description Whoever is known may do this.
         */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Make a key
         * @description It has no scope that its maker lacks, and loses those that its maker loses. One that is limited to some stations has scopes of stations, commands and transactions alone. Keys make no keys.
         *
         *     Whoever is known may do this.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a key
         * @description Whoever is known may do this.
         */
        delete: operations["deleteApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit-log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Calls that changed something, newest first
         * @description Needs `audit:read`.
         */
        get: operations["listAuditEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/system/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the csms can do its work, and how durable that is
         * @description Needs `system:read`.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/system/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures for Prometheus, in its text format
         * @description Needs `system:read`.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @example {
         *       "id": "e25c2faa-e20d-4b65-ab5a-993b233cbcd8",
         *       "name": "billing",
         *       "prefix": "ocppk_xHZDIr",
         *       "owner": null,
         *       "scopes": [
         *         "transactions:read"
         *       ],
         *       "limitedTo": null,
         *       "createdAt": "2026-03-02T08:00:12.050Z",
         *       "expiresAt": "2027-12-31T23:59:59.000Z",
         *       "lastUsedAt": null
         *     }
         */
        ApiKey: {
            id: string;
            name: string;
            /** @description How the key begins */
            prefix: string;
            /** @description The user whose key it is; null where the admin token made it */
            owner: string | null;
            scopes: ("stations:read" | "stations:write" | "commands:read" | "commands:send" | "transactions:read" | "transactions:write" | "tokens:read" | "tokens:write" | "webhooks:read" | "webhooks:write" | "users:read" | "users:write" | "audit:read" | "system:read")[];
            /** @description Null for all stations that its owner may see */
            limitedTo: {
                /** @description Identities, whatever their case */
                stations: string[];
                /** @description Labels of stations */
                labels: string[];
            } | null;
            /** @description ISO 8601, UTC */
            createdAt: string;
            /** @description ISO 8601, UTC; null for never */
            expiresAt: string | null;
            /** @description ISO 8601, UTC, to the minute; null while it was not used */
            lastUsedAt: string | null;
        };
        ApiKeys: {
            items: components["schemas"]["ApiKey"][];
            /**
             * @description Null on the last page
             * @example WyIwMWExZmZkMSJd
             */
            nextCursor: string | null;
        };
        AuditEntries: {
            items: components["schemas"]["AuditEntry"][];
            /**
             * @description Null on the last page
             * @example WyIwMWExZmZkMSJd
             */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "id": "01a1ffd1-8268-7000-8000-dfde52742fc9",
         *       "at": "2026-03-02T08:00:12.050Z",
         *       "actor": {
         *         "id": "user:35e81199-215b-41f7-a708-17f2d41d9dca",
         *         "kind": "user",
         *         "name": "ann"
         *       },
         *       "action": "putTokenGroup",
         *       "resource": "/v1/token-groups/FLEET-7",
         *       "requestId": "fa96d6e1-b108-49e9-829e-515d89779e83",
         *       "address": "10.1.2.3",
         *       "outcome": "done",
         *       "status": 200,
         *       "request": {
         *         "status": "Blocked"
         *       },
         *       "before": {
         *         "groupId": "FLEET-7",
         *         "status": "Accepted"
         *       },
         *       "after": {
         *         "groupId": "FLEET-7",
         *         "status": "Blocked"
         *       }
         *     }
         */
        AuditEntry: {
            id: string;
            /** @description ISO 8601, UTC: when the call came */
            at: string;
            actor: {
                id: string;
                kind: string;
                name: string;
            };
            /** @description The operationId */
            action: string;
            /** @description The path */
            resource: string;
            /** @description The header x-request-id of the answer */
            requestId: string;
            address: string;
            /**
             * @description begun: under way, or the csms was stopped meanwhile; refused: nothing was done; failed: it may have been done in part
             * @enum {unknown}
             */
            outcome: "begun" | "done" | "refused" | "failed" | "repeated";
            /** @description Of the answer; null while it is under way */
            status: number | null;
            /** @description What was asked, without secrets; id tokens are pseudonyms */
            request: unknown;
            /** @description Null for what was not there */
            before: unknown;
            /** @description Null for what is not there any more */
            after: unknown;
        };
        /**
         * @description Exactly one of these, as it was on the wire
         * @example {
         *       "result": {
         *         "versionNumber": 17
         *       }
         *     }
         */
        CallOutcome: {
            result?: {
                [key: string]: unknown;
            };
            error?: {
                code: string;
                description: string;
                details: {
                    [key: string]: unknown;
                };
            };
            /** @enum {boolean} */
            timeout?: true;
            /** @description Text that is no frame */
            unreadable?: string;
        };
        /**
         * @example {
         *       "status": "Accepted"
         *     }
         */
        ClearCacheResult: {
            /** @enum {unknown} */
            status: "Accepted" | "Rejected";
        };
        /**
         * @example {
         *       "id": "01a1ffd1-7bac-7000-8000-efc2c02aac60",
         *       "stationId": "DEPOT-01",
         *       "version": "2.0.1",
         *       "action": "ChangeAvailability",
         *       "payload": {
         *         "operationalStatus": "Inoperative",
         *         "evse": {
         *           "id": 1
         *         }
         *       },
         *       "class": "converging",
         *       "state": "done",
         *       "reason": null,
         *       "result": {
         *         "status": "Accepted"
         *       },
         *       "error": null,
         *       "attempt": 1,
         *       "messageId": "74465268-0f81-4b16-af06-6b413b62bb74",
         *       "requestId": null,
         *       "idempotencyKey": "close-evse-1",
         *       "createdAt": "2026-03-02T08:00:12.050Z",
         *       "notBefore": null,
         *       "expiresAt": "2026-03-03T08:00:12.050Z",
         *       "sentAt": "2026-03-02T08:00:12.053Z",
         *       "endedAt": "2026-03-02T08:00:12.117Z",
         *       "reconciledAt": null,
         *       "supersededBy": null,
         *       "actor": "user:35e81199-215b-41f7-a708-17f2d41d9dca"
         *     }
         */
        Command: {
            /** @description UUIDv7 */
            id: string;
            stationId: string;
            /** @description That it was made for; null while it is not known */
            version: string | null;
            action: string;
            payload: {
                [key: string]: unknown;
            };
            /**
             * @description What is done when no answer comes
             * @enum {unknown}
             */
            class: "read" | "converging" | "oneShot" | "vendor";
            /**
             * @description `queued`, `sent` and `checking` go on; it ends in exactly one of the others
             * @enum {unknown}
             */
            state: "queued" | "sent" | "checking" | "done" | "rejected" | "failed" | "expired" | "cancelled" | "ambiguous";
            /** @description Why, where the state alone does not say it */
            reason: ("scheduled" | "rebootRequired" | "alreadySo" | "partly" | "notConnected" | "notAccepted" | "notSent" | "noAnswer" | "connectionLost" | "restart" | "invalidAnswer" | "invalidPayload" | "otherVersion" | "notApplied" | "superseded" | "readBack" | "lateAnswer" | "transactionReported" | "bootReported" | "statusReported" | "messageReported") | null;
            /** @description The answer as it came; null without one */
            result: {
                [key: string]: unknown;
            } | null;
            /** @description CALLERROR, or what is wrong with a payload */
            error: {
                code: string;
                description: string;
                details: {
                    [key: string]: unknown;
                };
            } | null;
            /** @description How often it was sent */
            attempt: number;
            /** @description Of the last attempt */
            messageId: string | null;
            /** @description Of the last attempt, where a report was asked for anew under a number of its own */
            requestId: number | null;
            /** @description Null without one */
            idempotencyKey: string | null;
            /** @description ISO 8601, UTC */
            createdAt: string;
            /** @description ISO 8601, UTC */
            notBefore: string | null;
            /** @description ISO 8601, UTC */
            expiresAt: string;
            /** @description ISO 8601, UTC; of the last attempt */
            sentAt: string | null;
            /** @description ISO 8601, UTC; null while it goes on */
            endedAt: string | null;
            /** @description When what the station told settled what was ambiguous */
            reconciledAt: string | null;
            /** @description The command that took its place */
            supersededBy: string | null;
            /** @description Who asked for it */
            actor: string | null;
        };
        Commands: {
            items: components["schemas"]["Command"][];
            /**
             * @description Null on the last page
             * @example WyIwMWExZmZkMSJd
             */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "stationId": "DEPOT-01",
         *       "isConnected": true,
         *       "epoch": 2,
         *       "node": "csms-1:9000",
         *       "version": "2.0.1",
         *       "remoteAddress": "10.20.0.17",
         *       "securityProfile": 2,
         *       "connectedAt": "2026-03-02T08:31:02.101Z",
         *       "lastSeenAt": "2026-03-02T10:04:41.301Z",
         *       "disconnectedAt": null,
         *       "closeCode": null,
         *       "closeReason": null
         *     }
         */
        Connection: {
            /** @description As the station writes it */
            stationId: string;
            isConnected: boolean;
            /** @description Counts its connections */
            epoch: number;
            /** @description The csms that holds it */
            node: string;
            /** @description OCPP version */
            version: string;
            remoteAddress: string;
            /** @description That it had to keep to; it may have shown more */
            securityProfile: number;
            /** @description ISO 8601, UTC */
            connectedAt: string;
            /** @description Some seconds late; ISO 8601, UTC */
            lastSeenAt: string;
            /** @description Null while it is open */
            disconnectedAt: string | null;
            /** @description WebSocket close code; null while it is open, or where its node went down */
            closeCode: number | null;
            /** @description Null while it is open */
            closeReason: string | null;
        };
        /**
         * @example {
         *       "at": "2026-03-02T08:30:11.480Z",
         *       "stationId": "DEPOT-01",
         *       "remoteAddress": "10.20.0.17",
         *       "path": "/DEPOT-01",
         *       "offered": [
         *         "ocpp2.0.1"
         *       ],
         *       "reason": "wrongPassword",
         *       "status": 401,
         *       "cause": "its password is not the one that is kept",
         *       "fix": "Set the password of the station here to the one in its settings, or the other way round.",
         *       "unkept": 3
         *     }
         */
        ConnectionAttempt: {
            /** @description ISO 8601, UTC */
            at: string;
            /** @description Null where it named none */
            stationId: string | null;
            /** @description Where it came from */
            remoteAddress: string | null;
            /** @description Of its URL */
            path: string | null;
            /** @description Subprotocols */
            offered: string[];
            reason: string;
            /** @description HTTP status of the answer; null where there was none */
            status: number | null;
            /** @description In plain words */
            cause: string;
            /** @description What to do */
            fix: string;
            /** @description How many like it came before it and were not kept */
            unkept: number;
        };
        ConnectionAttempts: {
            items: components["schemas"]["ConnectionAttempt"][];
            /**
             * @description Null on the last page
             * @example WyIwMWExZmZkMSJd
             */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "stationId": "DEPOT-01",
         *       "isConnected": false,
         *       "findings": [
         *         {
         *           "code": "refused",
         *           "text": "its password is not the one that is kept",
         *           "fix": "Set the password of the station here to the one in its settings, or the other way round.",
         *           "at": "2026-03-02T08:30:11.480Z"
         *         }
         *       ],
         *       "attempts": [
         *         {
         *           "at": "2026-03-02T08:30:11.480Z",
         *           "stationId": "DEPOT-01",
         *           "remoteAddress": "10.20.0.17",
         *           "path": "/DEPOT-01",
         *           "offered": [
         *             "ocpp2.0.1"
         *           ],
         *           "reason": "wrongPassword",
         *           "status": 401,
         *           "cause": "its password is not the one that is kept",
         *           "fix": "Set the password of the station here to the one in its settings, or the other way round.",
         *           "unkept": 3
         *         }
         *       ],
         *       "connection": null
         *     }
         */
        Diagnosis: {
            /** @description As the station writes it */
            stationId: string;
            isConnected: boolean;
            /** @description The likeliest first */
            findings: {
                code: string;
                /** @description What is the matter */
                text: string;
                /** @description What to do; empty where nothing is */
                fix: string;
                /** @description When it was seen */
                at: string | null;
            }[];
            /** @description Refused, newest first, ten at most */
            attempts: components["schemas"]["ConnectionAttempt"][];
            /** @description Its newest; null without one */
            connection: components["schemas"]["Connection"] | null;
        };
        /**
         * @example {
         *       "status": "inSync",
         *       "reason": null,
         *       "scope": "all",
         *       "wish": {
         *         "scope": "all",
         *         "maxEntries": null,
         *         "excluded": []
         *       },
         *       "desired": {
         *         "hash": "rvP9c-6UPX3f9Slb",
         *         "entries": 412,
         *         "leftOut": 0
         *       },
         *       "actual": {
         *         "version": 17,
         *         "hash": "rvP9c-6UPX3f9Slb",
         *         "entries": 412,
         *         "confirmedAt": "2026-03-02T08:31:09.285Z"
         *       },
         *       "reportedVersion": 17,
         *       "limits": {
         *         "isSupported": true,
         *         "isEnabled": true,
         *         "itemsPerMessage": 100,
         *         "bytesPerMessage": 65536,
         *         "readAt": "2026-03-02T08:31:05.281Z",
         *         "maxEntries": 1000
         *       },
         *       "failures": 0,
         *       "nextAttemptAt": null,
         *       "updatedAt": "2026-03-02T08:31:09.285Z"
         *     }
         */
        LocalList: {
            /** @enum {unknown} */
            status: "off" | "inSync" | "pending" | "failed" | "disabled" | "notSupported";
            /** @description Why it is not in sync */
            reason: string | null;
            /** @description off: left as it is · empty: kept empty · all: every token that is accepted there · those with a label */
            scope: ("off" | "empty" | "all") | {
                label: string;
            };
            wish: {
                /** @description Null for what holds for all stations */
                scope: (("off" | "empty" | "all") | {
                    label: string;
                }) | null;
                /** @description The most to put on it. Null for what the station says it takes */
                maxEntries: number | null;
                /** @description Tokens that are never put on it */
                excluded: {
                    /** @description Compared whatever its case */
                    idToken: string;
                    /** @description Central, DirectPayment, eMAID, EVCCID, ISO14443, ISO15693, KeyCode, Local, MacAddress, VIN, whatever the case; `any` for a token that has none, or another */
                    type?: string;
                }[];
            };
            /** @description Null where nothing is wanted, or the station is not there to say how it writes entries */
            desired: {
                /** @description Of what is on it */
                hash: string;
                entries: number;
                /** @description Tokens for which there is no room */
                leftOut: number;
            } | null;
            /** @description What the station confirmed; null where that is not known */
            actual: {
                /** @description Of what is on it */
                hash: string;
                entries: number;
                version: number;
                confirmedAt: string;
            } | null;
            /** @description That the station named last */
            reportedVersion: number | null;
            /** @description What the station says of its list */
            limits: {
                isSupported: boolean;
                isEnabled: boolean;
                /** @description Null where it does not say */
                maxEntries: number | null;
                /** @description Null where it does not say */
                itemsPerMessage: number | null;
                /** @description Null where it does not say */
                bytesPerMessage: number | null;
                readAt: string;
            } | null;
            /** @description In a row */
            failures: number;
            /** @description Nothing is sent before by itself */
            nextAttemptAt: string | null;
            /** @description ISO 8601, UTC */
            updatedAt: string | null;
        };
        /**
         * @example {
         *       "id": "user:35e81199-215b-41f7-a708-17f2d41d9dca",
         *       "kind": "user",
         *       "name": "ann",
         *       "scopes": [
         *         "stations:read",
         *         "commands:send"
         *       ]
         *     }
         */
        Me: {
            /** @description As in the audit log */
            id: string;
            /** @enum {unknown} */
            kind: "admin" | "first" | "user" | "key";
            name: string;
            scopes: string[];
        };
        /**
         * @example {
         *       "at": "2026-03-02T08:31:03.110Z",
         *       "direction": "in",
         *       "action": "Heartbeat",
         *       "messageId": "74465268-0f81-4b16-af06-6b413b62bb74",
         *       "version": "2.0.1",
         *       "request": {},
         *       "response": {
         *         "currentTime": "2026-03-02T08:31:03.111Z"
         *       },
         *       "status": "",
         *       "isError": false,
         *       "latencyMs": 1
         *     }
         */
        Message: {
            /** @description ISO 8601, UTC */
            at: string;
            /**
             * @description `in` from the station, `out` to it
             * @enum {unknown}
             */
            direction: "in" | "out";
            action: string;
            messageId: string;
            /** @description OCPP version */
            version: string;
            /** @description The payload, without secrets */
            request: unknown;
            /** @description Null where there was none, or an error */
            response: unknown;
            /** @description What the answer says of itself, or the code of an error */
            status: string;
            isError: boolean;
            /** @description Null without an answer */
            latencyMs: number | null;
        };
        Messages: {
            items: components["schemas"]["Message"][];
            /**
             * @description Null on the last page
             * @example WyIwMWExZmZkMSJd
             */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "slot": 1,
         *       "url": "wss://csms.example/ocpp",
         *       "interface": "Wired0",
         *       "securityProfile": 2,
         *       "messageTimeoutSeconds": null,
         *       "version": null,
         *       "identity": null,
         *       "activate": true,
         *       "reset": "OnIdle",
         *       "step": "waiting",
         *       "status": "Accepted",
         *       "reason": null,
         *       "startedAt": "2026-03-02T08:00:12.050Z",
         *       "updatedAt": "2026-03-02T08:00:13.294Z"
         *     }
         */
        NetworkProfileChange: {
            slot: number;
            url: string;
            /** @description Null where it is not known */
            interface: string | null;
            securityProfile: number;
            /** @description Null for the default */
            messageTimeoutSeconds: number | null;
            /** @description Null for the one that the station spoke */
            version: string | null;
            /** @description Null for the one that it had */
            identity: string | null;
            /** @description Whether the slot was to become the first */
            activate: boolean;
            /** @description Null for none */
            reset: ("OnIdle" | "Immediate") | null;
            /**
             * @description What it is at, or came to: waiting is for the next boot
             * @enum {unknown}
             */
            step: "profile" | "priority" | "reset" | "waiting" | "done" | "failed";
            /** @description What the station answered last */
            status: string | null;
            /** @description Null without one */
            reason: string | null;
            /** @description ISO 8601, UTC */
            startedAt: string;
            /** @description ISO 8601, UTC */
            updatedAt: string;
        };
        NetworkProfiles: {
            items: components["schemas"]["NetworkProfileChange"][];
            /**
             * @description Null on the last page
             * @example WyIwMWExZmZkMSJd
             */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "key": "ocppk_xHZDIr8g-X5qSdUmjJ89Qydp9cA0--tqVak1U56bLQI",
         *       "apiKey": {
         *         "id": "e25c2faa-e20d-4b65-ab5a-993b233cbcd8",
         *         "name": "billing",
         *         "prefix": "ocppk_xHZDIr",
         *         "owner": null,
         *         "scopes": [
         *           "transactions:read"
         *         ],
         *         "limitedTo": null,
         *         "createdAt": "2026-03-02T08:00:12.050Z",
         *         "expiresAt": "2027-12-31T23:59:59.000Z",
         *         "lastUsedAt": null
         *       }
         *     }
         */
        NewApiKey: {
            /** @description For Authorization: Bearer; shown once */
            key: string;
            apiKey: components["schemas"]["ApiKey"];
        };
        /**
         * @example {
         *       "status": "Accepted"
         *     }
         */
        PasswordChange: {
            /** @description As the station answered */
            status: string;
        };
        /**
         * @description RFC 9457
         * @example {
         *       "type": "urn:ocpp-kit:problem:not-found",
         *       "title": "There is nothing here",
         *       "status": 404,
         *       "detail": "there is no station DEPOT-09",
         *       "code": "UNKNOWN_STATION"
         *     }
         */
        Problem: {
            /** @description urn:ocpp-kit:problem:… */
            type: string;
            title: string;
            status: number;
            detail: string;
            /** @description For programs */
            code?: string;
            errors?: {
                /** @description JSON pointer */
                pointer: string;
                detail: string;
            }[];
            /** @description Those that a name stands for */
            stations?: string[];
            /** @description As in the header Retry-After */
            retryAfterSeconds?: number;
        };
        Quarantine: {
            items: components["schemas"]["QuarantinedMessage"][];
            /**
             * @description Null on the last page
             * @example WyIwMWExZmZkMSJd
             */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "id": "01a1ffd1-71de-7000-8000-f74e33a7e79e",
         *       "stationId": "DEPOT-01",
         *       "version": "2.0.1",
         *       "action": "TransactionEvent",
         *       "messageId": "74465268-0f81-4b16-af06-6b413b62bb74",
         *       "cause": "notAccepted",
         *       "reason": "the station is Pending",
         *       "receivedAt": "2026-03-02T08:34:38.683Z",
         *       "payload": {
         *         "eventType": "Started",
         *         "timestamp": "2026-03-02T08:34:38.683Z",
         *         "triggerReason": "Authorized",
         *         "seqNo": 0,
         *         "transactionInfo": {
         *           "transactionId": "f8fedbde-8467-4226-b9c9-76b2985db854"
         *         }
         *       }
         *     }
         */
        QuarantinedMessage: {
            id: string;
            stationId: string;
            version: string;
            action: string;
            messageId: string;
            /**
             * @description Its handler failed each time; its station was not accepted; it breaks its schema
             * @enum {unknown}
             */
            cause: "failed" | "notAccepted" | "invalid";
            /** @description For people */
            reason: string;
            /** @description ISO 8601, UTC */
            receivedAt: string;
            /** @description As it came; with pseudonyms for who may not read tokens */
            payload: {
                [key: string]: unknown;
            };
        };
        /**
         * @example {
         *       "status": "ready",
         *       "durability": {
         *         "isDurable": true,
         *         "engine": "sqlite",
         *         "details": {
         *           "journal_mode": "wal",
         *           "synchronous": 2
         *         }
         *       },
         *       "store": {
         *         "commits": 48213,
         *         "operations": 190027,
         *         "seconds": 61.4,
         *         "pending": 0,
         *         "failures": 0
         *       },
         *       "connections": 512
         *     }
         */
        Readiness: {
            status: "ready" | "starting" | "unavailable";
            /** @description Whether what a station was told is stored survives a power cut, and by which settings of the database */
            durability?: {
                isDurable: boolean;
                engine: "sqlite" | "postgres";
                details: {
                    [key: string]: string | number;
                };
            };
            /** @description Database transactions, the writes in them, the time that they took, s, those that wait, those that failed */
            store?: {
                commits: number;
                operations: number;
                seconds: number;
                pending: number;
                failures: number;
            };
            /** @description Stations connected now */
            connections: number;
            /** @description Of the failure of the store */
            code?: string;
        };
        /**
         * @example {
         *       "requestId": 9077640,
         *       "state": "complete",
         *       "request": {
         *         "base": "SummaryInventory"
         *       },
         *       "status": "Accepted",
         *       "reason": null,
         *       "attempt": 1,
         *       "repeatedAs": null,
         *       "unknown": [],
         *       "requestedAt": "2026-03-02T08:31:03.260Z",
         *       "updatedAt": "2026-03-02T08:31:04.265Z",
         *       "endedAt": "2026-03-02T08:31:04.265Z"
         *     }
         */
        Report: {
            requestId: number;
            /** @description requested, complete, incomplete, empty or refused */
            state: string;
            /** @description What was asked for */
            request: {
                [key: string]: unknown;
            };
            /** @description What the station answered; null where the report itself was the answer, or while there is none */
            status: string | null;
            /** @description Null without one */
            reason: string | null;
            attempt: number;
            /** @description The report that was asked for in place of an incomplete one */
            repeatedAs: number | null;
            /** @description Keys that the station does not know (1.6) */
            unknown: string[];
            /** @description ISO 8601, UTC */
            requestedAt: string;
            /** @description When the last part came */
            updatedAt: string;
            /** @description Null while parts are missing */
            endedAt: string | null;
        };
        /**
         * @example {
         *       "requestId": 9077640,
         *       "state": "complete",
         *       "request": {
         *         "base": "SummaryInventory"
         *       },
         *       "status": "Accepted",
         *       "reason": null,
         *       "attempt": 1,
         *       "repeatedAs": null,
         *       "unknown": [],
         *       "requestedAt": "2026-03-02T08:31:03.260Z",
         *       "updatedAt": "2026-03-02T08:31:04.265Z",
         *       "endedAt": "2026-03-02T08:31:04.265Z",
         *       "variables": [
         *         {
         *           "component": "OCPPCommCtrlr",
         *           "componentInstance": null,
         *           "evseId": null,
         *           "connectorId": null,
         *           "variable": "HeartbeatInterval",
         *           "instance": null,
         *           "attribute": "Actual",
         *           "value": "300",
         *           "mutability": "ReadWrite",
         *           "dataType": "integer",
         *           "unit": "s",
         *           "minLimit": 10,
         *           "maxLimit": 86400,
         *           "valuesList": null
         *         }
         *       ]
         *     }
         */
        ReportContent: {
            requestId: number;
            /** @description requested, complete, incomplete, empty or refused */
            state: string;
            /** @description What was asked for */
            request: {
                [key: string]: unknown;
            };
            /** @description What the station answered; null where the report itself was the answer, or while there is none */
            status: string | null;
            /** @description Null without one */
            reason: string | null;
            attempt: number;
            /** @description The report that was asked for in place of an incomplete one */
            repeatedAs: number | null;
            /** @description Keys that the station does not know (1.6) */
            unknown: string[];
            /** @description ISO 8601, UTC */
            requestedAt: string;
            /** @description When the last part came */
            updatedAt: string;
            /** @description Null while parts are missing */
            endedAt: string | null;
            variables: components["schemas"]["ReportedVariable"][];
        };
        ReportList: {
            items: components["schemas"]["Report"][];
        };
        /**
         * @example {
         *       "component": "OCPPCommCtrlr",
         *       "componentInstance": null,
         *       "evseId": null,
         *       "connectorId": null,
         *       "variable": "HeartbeatInterval",
         *       "instance": null,
         *       "attribute": "Actual",
         *       "value": "300",
         *       "mutability": "ReadWrite",
         *       "dataType": "integer",
         *       "unit": "s",
         *       "minLimit": 10,
         *       "maxLimit": 86400,
         *       "valuesList": null
         *     }
         */
        ReportedVariable: {
            component: string;
            /** @description Null without one */
            componentInstance: string | null;
            /** @description Null without one */
            evseId: number | null;
            /** @description Null without one */
            connectorId: number | null;
            variable: string;
            /** @description Null without one */
            instance: string | null;
            /** @enum {unknown} */
            attribute: "Actual" | "Target" | "MinSet" | "MaxSet";
            /** @description Null where it is not known, and of secrets */
            value: string | null;
            /** @description ReadOnly, WriteOnly, ReadWrite */
            mutability: string | null;
            /** @description As OCPP has it */
            dataType: string | null;
            /** @description Null without one */
            unit: string | null;
            /** @description Null without one */
            minLimit: number | null;
            /** @description Of a text: its longest length */
            maxLimit: number | null;
            /** @description Null without one */
            valuesList: string[] | null;
        };
        Reports: {
            items: components["schemas"]["Report"][];
            /**
             * @description Null on the last page
             * @example WyIwMWExZmZkMSJd
             */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "stationId": "DEPOT-09",
         *       "command": null,
         *       "problem": {
         *         "type": "urn:ocpp-kit:problem:not-found",
         *         "title": "There is nothing here",
         *         "status": 404,
         *         "detail": "there is no station DEPOT-09",
         *         "code": "UNKNOWN_STATION"
         *       }
         *     }
         */
        SentCommand: {
            stationId: string;
            /** @description Null where there is none */
            command: components["schemas"]["Command"] | null;
            /** @description Why there is none, as RFC 9457 has it */
            problem: {
                [key: string]: unknown;
            } | null;
        };
        SentCommands: {
            items: components["schemas"]["SentCommand"][];
        };
        /**
         * @example {
         *       "token": "ocpps_e954RLcUjkb3Yrfh9E4qCMgvxcL1JaI5193i_MYgUoM",
         *       "expiresAt": "2026-03-02T20:00:12.050Z",
         *       "user": {
         *         "name": "ann",
         *         "role": "operator",
         *         "limitedTo": {
         *           "stations": [],
         *           "labels": [
         *             "depot"
         *           ]
         *         },
         *         "isDisabled": false,
         *         "createdAt": "2026-03-02T08:00:12.050Z"
         *       }
         *     }
         */
        Session: {
            /** @description For Authorization: Bearer; shown once */
            token: string;
            /** @description ISO 8601, UTC */
            expiresAt: string;
            user: components["schemas"]["User"];
        };
        /**
         * @example {
         *       "id": "DEPOT-01",
         *       "version": "2.0.1",
         *       "vendor": "Acme",
         *       "model": "Street 22",
         *       "serialNumber": "AC-00017",
         *       "firmwareVersion": "2.4.1",
         *       "bootedAt": "2026-03-02T08:31:02.662Z",
         *       "registration": "Accepted",
         *       "decision": "Accepted",
         *       "securityProfile": 2,
         *       "reachedSecurityProfile": null,
         *       "expectedSerialNumber": null,
         *       "labels": [
         *         "depot",
         *         "floor-1"
         *       ],
         *       "notes": "Beside the gate",
         *       "isConnected": true,
         *       "lastSeenAt": "2026-03-02T10:04:41.301Z"
         *     }
         */
        Station: {
            /** @description As the station writes it */
            id: string;
            /** @description OCPP version of its last boot */
            version: string | null;
            /** @description Null before its first boot */
            vendor: string | null;
            /** @description Null before its first boot */
            model: string | null;
            /** @description As it says itself */
            serialNumber: string | null;
            /** @description Null where it does not say */
            firmwareVersion: string | null;
            /** @description Its last boot here */
            bootedAt: string | null;
            /** @description What it was last told; null before its first boot */
            registration: ("Accepted" | "Pending" | "Rejected") | null;
            /** @description What it is to be told; null where the rule for unknown stations decides */
            decision: ("Accepted" | "Pending" | "Rejected") | null;
            /** @description The least that it must use; null for the default */
            securityProfile: number | null;
            /** @description What it has proved itself with, where that is more; less is refused from then on */
            reachedSecurityProfile: number | null;
            /** @description Null for what it says itself */
            expectedSerialNumber: string | null;
            labels: string[];
            /** @description For people */
            notes: string | null;
            isConnected: boolean;
            /** @description When something was last heard of it; null before its first connection */
            lastSeenAt: string | null;
        };
        Stations: {
            items: components["schemas"]["Station"][];
            /**
             * @description Null on the last page
             * @example WyIwMWExZmZkMSJd
             */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "status": "Accepted"
         *     }
         */
        StopResult: {
            /**
             * @description What the station answered; the end itself is told by the transaction
             * @enum {unknown}
             */
            status: "Accepted" | "Rejected";
        };
        /**
         * @example {
         *       "type": "ISO14443",
         *       "idToken": "04A2B91C",
         *       "status": "Accepted",
         *       "validFrom": null,
         *       "expiresAt": "2027-12-31T23:59:59.000Z",
         *       "group": {
         *         "idToken": "FLEET-7"
         *       },
         *       "maxConcurrent": 1,
         *       "places": [
         *         {
         *           "label": "depot"
         *         }
         *       ],
         *       "connectorTypes": null,
         *       "times": null,
         *       "cacheSeconds": null,
         *       "chargingPriority": null,
         *       "language1": null,
         *       "language2": null,
         *       "personalMessage": null,
         *       "labels": [
         *         "fleet"
         *       ]
         *     }
         */
        Token: {
            /** @description Central, DirectPayment, eMAID, EVCCID, ISO14443, ISO15693, KeyCode, Local, MacAddress, VIN, whatever the case; `any` for a token that has none, or another */
            type: string;
            idToken: string;
            /**
             * @description What stations are told of it. Default Accepted
             * @enum {unknown}
             */
            status: "Accepted" | "Blocked" | "Expired" | "Invalid" | "NoCredit" | "NotAllowedTypeEVSE" | "NotAtThisLocation" | "NotAtThisTime" | "Unknown";
            /** @description ISO 8601; before it the token is NotAtThisTime. Default: at once */
            validFrom: string | null;
            /** @description ISO 8601, also one that has passed; from then on the token is Expired. Default: never */
            expiresAt: string | null;
            /** @description Tokens of one group may end each other’s transactions. Default: none */
            group: {
                /** @description Compared whatever its case */
                idToken: string;
                /** @description Central, DirectPayment, eMAID, EVCCID, ISO14443, ISO15693, KeyCode, Local, MacAddress, VIN, whatever the case; `any` for a token that has none, or another */
                type?: string;
            } | null;
            /** @description Transactions that may run on it at one time. Judged when a transaction begins with the token (StartTransaction, Started), never by Authorize; one that a running transaction is given later is not refused by it. Default: any number */
            maxConcurrent: number | null;
            /** @description Where it may be used: at any of these. Default: everywhere */
            places: {
                /** @description Identity of a station */
                station?: string;
                label?: string;
                /** @description Default: all */
                evseIds?: number[];
            }[] | null;
            /** @description Types of connectors that it may be used at, as far as those of a station are known. Default: all */
            connectorTypes: string[] | null;
            /** @description When in the week it may begin to charge. Default: at any time */
            times: {
                /** @description IANA name. Default UTC */
                timeZone?: string;
                windows: {
                    /** @description On which it begins. Default: all */
                    days?: ("Mon" | "Tue" | "Wed" | "Thu" | "Fri" | "Sat" | "Sun")[];
                    from: string;
                    /** @description Not after `from` means on the day after */
                    until: string;
                }[];
            } | null;
            /** @description For how long a station may believe an answer. Default: until expiresAt */
            cacheSeconds: number | null;
            /** @description Default: that of the station, 0 */
            chargingPriority: number | null;
            /** @description Default: none */
            language1: string | null;
            /** @description Another than language1, and none without it */
            language2: string | null;
            /** @description Shown to the driver. Default: none */
            personalMessage: {
                /** @description Stations of 2.0.1 are told up to 512 characters */
                content: string;
                /**
                 * @description Default UTF8
                 * @enum {unknown}
                 */
                format?: "ASCII" | "HTML" | "URI" | "UTF8" | "QRCODE";
                /** @description RFC 5646 */
                language?: string;
            } | null;
            /** @description Words to choose tokens by, e.g. for local authorization lists */
            labels: string[] | null;
        };
        /**
         * @example {
         *       "groupId": "FLEET-7",
         *       "status": "Accepted",
         *       "isMasterPass": false,
         *       "name": "Vans of the depot",
         *       "type": null,
         *       "validFrom": null,
         *       "expiresAt": null
         *     }
         */
        TokenGroup: {
            groupId: string;
            /**
             * @description What stations are told of it. Default Accepted
             * @enum {unknown}
             */
            status: "Accepted" | "Blocked" | "Expired" | "Invalid" | "NoCredit" | "NotAllowedTypeEVSE" | "NotAtThisLocation" | "NotAtThisTime" | "Unknown";
            isMasterPass: boolean;
            /** @description For people */
            name: string | null;
            /** @description Of its id where its tokens do not say. Default Central */
            type: string | null;
            /** @description ISO 8601; before it the token is NotAtThisTime. Default: at once */
            validFrom: string | null;
            /** @description ISO 8601, also one that has passed; from then on the token is Expired. Default: never */
            expiresAt: string | null;
        };
        TokenGroups: {
            items: components["schemas"]["TokenGroup"][];
            /**
             * @description Null on the last page
             * @example WyIwMWExZmZkMSJd
             */
            nextCursor: string | null;
        };
        Tokens: {
            items: components["schemas"]["Token"][];
            /**
             * @description Null on the last page
             * @example WyIwMWExZmZkMSJd
             */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "id": "f8fedbde-8467-4226-b9c9-76b2985db854",
         *       "internalId": "01a1ffd1-71de-7000-8000-f74e33a7e79e",
         *       "stationId": "DEPOT-01",
         *       "evseId": 1,
         *       "connectorId": 1,
         *       "idToken": "04A2B91C",
         *       "startedAt": "2026-03-02T08:34:38.683Z",
         *       "endedAt": "2026-03-02T10:04:41.299Z",
         *       "stopReason": "EVDisconnected",
         *       "energyWh": 16120,
         *       "uncountedWh": 0,
         *       "exportedWh": null,
         *       "times": {
         *         "startedAt": "2026-03-02T08:34:38.683Z",
         *         "endedAt": "2026-03-02T10:04:41.299Z",
         *         "durationMs": 5402616,
         *         "isCorrected": false,
         *         "clockOffsetMs": null
         *       },
         *       "closed": null,
         *       "flags": []
         *     }
         */
        Transaction: {
            /** @description The id on the wire; that of 1.6 as text */
            id: string;
            /** @description UUIDv7, unique over all stations */
            internalId: string;
            /** @description As the station writes it */
            stationId: string;
            /** @description Null while it is not known */
            evseId: number | null;
            /** @description Null while it is not known */
            connectorId: number | null;
            /** @description That it was authorized with; its end alone without the scope tokens:read, and never what a driver typed (KeyCode). Null without one */
            idToken: string | null;
            /** @description By the station's clock, ISO 8601, UTC; null while the start is not known */
            startedAt: string | null;
            /** @description By the station's clock, ISO 8601, UTC; null while it runs */
            endedAt: string | null;
            /** @description As OCPP spells it; null while it runs */
            stopReason: string | null;
            /** @description Imported, and billed; null while nothing was measured */
            energyWh: number | null;
            /** @description Measured, but doubtful, and so no part of energyWh; the flags say why */
            uncountedWh: number;
            /** @description What went back to the grid; null where no such register was read */
            exportedWh: number | null;
            /** @description By the csms's clock, ISO 8601, UTC */
            times: {
                /** @description Null while the start is not known */
                startedAt: string | null;
                /** @description Null while it runs */
                endedAt: string | null;
                /** @description Null while it runs, or its start is not known */
                durationMs: number | null;
                /** @description Whether they differ from startedAt and endedAt, which are those of the station */
                isCorrected: boolean;
                /** @description What the station's clock was ahead; null where it was right */
                clockOffsetMs: number | null;
            };
            /** @description How the csms ended it; null where the station did, or it runs */
            closed: {
                /** @enum {unknown} */
                by: "operator" | "policy";
                /** @description Who: the name of an operator, or the rule: replaced, rebooted, idle, startless or silent */
                actor: string;
                /** @description In plain words */
                reason: string;
                /** @description By the csms's clock, ISO 8601, UTC */
                at: string;
                /** @description The station ended it after all, and that holds */
                isSuperseded: boolean;
            } | null;
            /** @description What an operator should see */
            flags: string[];
        };
        /**
         * @example {
         *       "eventType": "Started",
         *       "seqNo": 0,
         *       "timestamp": "2026-03-02T08:34:38.683Z",
         *       "receivedAt": "2026-03-02T08:34:38.702Z",
         *       "isOffline": false,
         *       "isConflicting": false,
         *       "triggerReason": "Authorized",
         *       "chargingState": "EVConnected",
         *       "idToken": "***B91C",
         *       "authorization": "Accepted",
         *       "messageId": "74465268-0f81-4b16-af06-6b413b62bb74",
         *       "payload": {
         *         "eventType": "Started",
         *         "timestamp": "2026-03-02T08:34:38.683Z",
         *         "triggerReason": "Authorized",
         *         "seqNo": 0,
         *         "transactionInfo": {
         *           "transactionId": "f8fedbde-8467-4226-b9c9-76b2985db854",
         *           "chargingState": "EVConnected"
         *         },
         *         "evse": {
         *           "id": 1,
         *           "connectorId": 1
         *         },
         *         "idToken": {
         *           "idToken": "***B91C",
         *           "type": "ISO14443"
         *         }
         *       }
         *     }
         */
        TransactionEvent: {
            /** @description Started, Updated or Ended by the station, Closed by the csms */
            eventType: string;
            /** @description Null in versions that do not number */
            seqNo: number | null;
            /** @description By the station's clock, ISO 8601, UTC */
            timestamp: string;
            /** @description ISO 8601, UTC */
            receivedAt: string;
            isOffline: boolean;
            /** @description Other content had come under its key before */
            isConflicting: boolean;
            /** @description As OCPP spells it */
            triggerReason: string | null;
            /** @description As OCPP spells it */
            chargingState: string | null;
            /** @description As the query asks for it */
            idToken: string | null;
            /** @description What the station was told of the token */
            authorization: string | null;
            /** @description Of the message that brought it */
            messageId: string | null;
            /** @description As it came, but for tokens */
            payload: unknown;
        };
        TransactionEvents: {
            items: components["schemas"]["TransactionEvent"][];
            /**
             * @description Null on the last page
             * @example WyIwMWExZmZkMSJd
             */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "stationId": "DEPOT-01",
         *       "transactionId": "f8fedbde-8467-4226-b9c9-76b2985db854",
         *       "version": "2.0.1",
         *       "evseId": 1,
         *       "connectorId": 1,
         *       "idToken": "***B91C",
         *       "startedAt": "2026-03-02T08:34:38.683Z",
         *       "endedAt": "2026-03-02T10:04:41.299Z",
         *       "stoppedReason": "EVDisconnected",
         *       "times": {
         *         "startedAt": "2026-03-02T08:34:38.683Z",
         *         "endedAt": "2026-03-02T10:04:41.299Z",
         *         "durationMs": 5402616,
         *         "isCorrected": false,
         *         "clockOffsetMs": null
         *       },
         *       "events": [
         *         {
         *           "nth": 1,
         *           "eventType": "Started",
         *           "seqNo": 0,
         *           "timestamp": "2026-03-02T08:34:38.683Z",
         *           "receivedAt": "2026-03-02T08:34:38.702Z",
         *           "isOffline": false,
         *           "triggerReason": "Authorized",
         *           "isConflicting": false,
         *           "told": "Accepted",
         *           "frame": {
         *             "messageId": "74465268-0f81-4b16-af06-6b413b62bb74",
         *             "payload": {
         *               "eventType": "Started",
         *               "timestamp": "2026-03-02T08:34:38.683Z",
         *               "triggerReason": "Authorized",
         *               "seqNo": 0,
         *               "transactionInfo": {
         *                 "transactionId": "f8fedbde-8467-4226-b9c9-76b2985db854",
         *                 "chargingState": "EVConnected"
         *               },
         *               "evse": {
         *                 "id": 1,
         *                 "connectorId": 1
         *               },
         *               "idToken": {
         *                 "idToken": "***B91C",
         *                 "type": "ISO14443"
         *               }
         *             }
         *           },
         *           "changes": [
         *             {
         *               "field": "startedAt",
         *               "from": null,
         *               "to": "2026-03-02T08:34:38.683Z"
         *             }
         *           ],
         *           "readings": [
         *             {
         *               "direction": "import",
         *               "at": "2026-03-02T08:34:38.683Z",
         *               "sent": [
         *                 "1204.5 kWh (Transaction.Begin)"
         *               ],
         *               "milliWh": 1204500000,
         *               "verdict": "first",
         *               "isCounted": true,
         *               "why": "the first reading: energy is counted from here"
         *             }
         *           ]
         *         }
         *       ],
         *       "eventsLeftOut": 0,
         *       "energy": {
         *         "billedMilliWh": 16120000,
         *         "uncountedMilliWh": 0,
         *         "exportedMilliWh": null,
         *         "firstMilliWh": 1204500000,
         *         "lastMilliWh": 1220620000
         *       },
         *       "missing": {
         *         "seqNos": [],
         *         "isStartMissing": false,
         *         "gap": null
         *       },
         *       "closed": null,
         *       "flags": []
         *     }
         */
        TransactionExplanation: {
            stationId: string;
            transactionId: string;
            version: string;
            /** @description Null while it is not known */
            evseId: number | null;
            /** @description Null while it is not known */
            connectorId: number | null;
            /** @description As the query asks for it */
            idToken: string | null;
            /** @description By the station's clock */
            startedAt: string | null;
            /** @description By the station's clock */
            endedAt: string | null;
            /** @description As OCPP spells it */
            stoppedReason: string | null;
            times: {
                /** @description By the csms's clock */
                startedAt: string | null;
                /** @description By the csms's clock */
                endedAt: string | null;
                /** @description Null while it runs */
                durationMs: number | null;
                isCorrected: boolean;
                /** @description What the station's clock was ahead; null where it was right */
                clockOffsetMs: number | null;
            };
            /** @description In the order in which they count: frame, changes, and what became of each reading; of many the first 250 and the last 250 */
            events: unknown[];
            /** @description How many of them are left out in between */
            eventsLeftOut: number;
            energy: {
                /** @description Null while nothing was measured */
                billedMilliWh: number | null;
                /** @description Measured, but doubtful, and not billed */
                uncountedMilliWh: number;
                /** @description Null where no such register was read */
                exportedMilliWh: number | null;
                /** @description The reading that it is counted from */
                firstMilliWh: number | null;
                /** @description The reading that it is counted to */
                lastMilliWh: number | null;
            };
            missing: {
                /** @description Ranges, from and to */
                seqNos: number[][];
                isStartMissing: boolean;
                gap: unknown;
            };
            /** @description By whom and why, where the csms ended it */
            closed: unknown;
            flags: {
                flag: string;
                meaning: string;
            }[];
        };
        /**
         * @example {
         *       "id": "f8fedbde-8467-4226-b9c9-76b2985db854",
         *       "internalId": "01a1ffd1-71de-7000-8000-f74e33a7e79e",
         *       "stationId": "DEPOT-01",
         *       "state": "open",
         *       "missing": [
         *         [
         *           3,
         *           4
         *         ]
         *       ],
         *       "isStartMissing": false,
         *       "lost": [],
         *       "isStartLost": false,
         *       "seenAt": "2026-03-02T09:10:00.000Z",
         *       "closedAt": null,
         *       "attempts": 1,
         *       "askedAt": "2026-03-02T09:11:00.000Z",
         *       "askAfter": "2026-03-02T09:21:00.000Z"
         *     }
         */
        TransactionGap: {
            /** @description Of the transaction, on the wire */
            id: string;
            /** @description Of the transaction */
            internalId: string;
            /** @description As the station writes it */
            stationId: string;
            /** @description open, filled or lost */
            state: string;
            /** @description Ranges, from and to */
            missing: number[][];
            isStartMissing: boolean;
            /** @description Ranges, from and to */
            lost: number[][];
            isStartLost: boolean;
            /** @description ISO 8601, UTC */
            seenAt: string;
            /** @description Null while it is open */
            closedAt: string | null;
            /** @description How often the station was asked */
            attempts: number;
            /** @description Null while it was not */
            askedAt: string | null;
            /** @description When it is asked again; null for never */
            askAfter: string | null;
        };
        TransactionGaps: {
            items: components["schemas"]["TransactionGap"][];
            /**
             * @description Null on the last page
             * @example WyIwMWExZmZkMSJd
             */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "at": "2026-03-02T08:34:38.683Z",
         *       "measurand": "Energy.Active.Import.Register",
         *       "value": "1204500",
         *       "unit": "Wh",
         *       "phase": null,
         *       "location": "Outlet",
         *       "moment": "begin",
         *       "context": "Transaction.Begin",
         *       "sent": "1204.5",
         *       "signed": null,
         *       "eventType": "Started",
         *       "seqNo": 0,
         *       "receivedAt": "2026-03-02T08:34:38.702Z"
         *     }
         */
        TransactionSample: {
            /** @description By the station's clock, ISO 8601, UTC */
            at: string;
            measurand: string;
            /** @description A decimal number in `unit`; null for signed data, and what is no number */
            value: string | null;
            /** @description Wh, W, A, V, Percent, Celsius and so on; thousands are resolved */
            unit: string | null;
            /** @description Null for the whole */
            phase: string | null;
            location: string;
            /** @description begin, end, periodic, clockAligned, interruptionBegin, interruptionEnd, trigger or other */
            moment: string;
            /** @description As OCPP spells it */
            context: string;
            /** @description As the station sent it */
            sent: string;
            /** @description Null for plain values */
            signed: {
                data: string;
                /** @description Null in 1.6 */
                encodingMethod: string | null;
                /** @description Where it is not part of the data */
                signingMethod: string | null;
                /** @description Base64 */
                publicKey: string | null;
            } | null;
            /** @description Started, Updated or Ended by the station, Closed by the csms */
            eventType: string;
            /** @description Of the event that brought it */
            seqNo: number | null;
            /** @description ISO 8601, UTC */
            receivedAt: string;
        };
        TransactionSamples: {
            items: components["schemas"]["TransactionSample"][];
            /**
             * @description Null on the last page
             * @example WyIwMWExZmZkMSJd
             */
            nextCursor: string | null;
        };
        Transactions: {
            items: components["schemas"]["Transaction"][];
            /**
             * @description Null on the last page
             * @example WyIwMWExZmZkMSJd
             */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "name": "ann",
         *       "role": "operator",
         *       "limitedTo": {
         *         "stations": [],
         *         "labels": [
         *           "depot"
         *         ]
         *       },
         *       "isDisabled": false,
         *       "createdAt": "2026-03-02T08:00:12.050Z"
         *     }
         */
        User: {
            name: string;
            /**
             * @description viewer reads, operator runs stations, transactions and tokens, admin does everything
             * @enum {unknown}
             */
            role: "viewer" | "operator" | "admin";
            /** @description Null for all stations */
            limitedTo: {
                /** @description Identities, whatever their case */
                stations: string[];
                /** @description Labels of stations */
                labels: string[];
            } | null;
            isDisabled: boolean;
            /** @description ISO 8601, UTC */
            createdAt: string;
        };
        Users: {
            items: components["schemas"]["User"][];
            /**
             * @description Null on the last page
             * @example WyIwMWExZmZkMSJd
             */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "component": "OCPPCommCtrlr",
         *       "componentInstance": null,
         *       "evseId": null,
         *       "connectorId": null,
         *       "variable": "HeartbeatInterval",
         *       "instance": null,
         *       "attribute": "Actual",
         *       "value": "300",
         *       "mutability": "ReadWrite",
         *       "dataType": "integer",
         *       "unit": "s",
         *       "minLimit": 10,
         *       "maxLimit": 86400,
         *       "valuesList": null,
         *       "observedAt": "2026-03-02T08:31:04.252Z",
         *       "source": "report",
         *       "desired": "600",
         *       "desiredSince": "2026-03-02T08:00:12.050Z",
         *       "driftSince": "2026-03-02T08:00:12.050Z",
         *       "applied": null
         *     }
         */
        Variable: {
            component: string;
            /** @description Null without one */
            componentInstance: string | null;
            /** @description Null without one */
            evseId: number | null;
            /** @description Null without one */
            connectorId: number | null;
            variable: string;
            /** @description Null without one */
            instance: string | null;
            /** @enum {unknown} */
            attribute: "Actual" | "Target" | "MinSet" | "MaxSet";
            /** @description Null where it is not known, and of secrets */
            value: string | null;
            /** @description ReadOnly, WriteOnly, ReadWrite */
            mutability: string | null;
            /** @description As OCPP has it */
            dataType: string | null;
            /** @description Null without one */
            unit: string | null;
            /** @description Null without one */
            minLimit: number | null;
            /** @description Of a text: its longest length */
            maxLimit: number | null;
            /** @description Null without one */
            valuesList: string[] | null;
            /** @description ISO 8601, UTC; null while the station has not told of it */
            observedAt: string | null;
            /** @description report, get, set or notify */
            source: string | null;
            /** @description Null where nothing is wanted */
            desired: string | null;
            /** @description ISO 8601, UTC */
            desiredSince: string | null;
            /** @description Since when it has another value than the desired one; null where it has not */
            driftSince: string | null;
            /** @description The last attempt to give it a value; null if there was none */
            applied: {
                value: string;
                /** @description Sent while no answer is known, Accepted, RebootRequired, Rejected, ReadOnly, Unknown… */
                status: string;
                /** @description Null without one */
                reason: string | null;
                /** @description ISO 8601, UTC */
                at: string;
                attempts: number;
                /** @description What the station had before; null where that was not known */
                before: string | null;
            } | null;
        };
        VariableList: {
            items: components["schemas"]["Variable"][];
        };
        Variables: {
            items: components["schemas"]["Variable"][];
            /**
             * @description Null on the last page
             * @example WyIwMWExZmZkMSJd
             */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "id": "01a1ffd1-71b3-7000-8000-c20b1923fd17",
         *       "url": "https://billing.example/ocpp",
         *       "types": [
         *         "transaction.ended"
         *       ],
         *       "description": "Billing",
         *       "isEnabled": true,
         *       "disabledBecause": null,
         *       "createdAt": "2026-03-02T08:00:12.050Z"
         *     }
         */
        Webhook: {
            id: string;
            url: string;
            /** @description What it wants to hear of, such as transaction.ended or transaction.*; empty for everything */
            types: string[];
            description: string;
            isEnabled: boolean;
            /** @description Null unless it was switched off by itself */
            disabledBecause: string | null;
            /** @description ISO 8601, UTC */
            createdAt: string;
        };
        WebhookDeliveries: {
            items: components["schemas"]["WebhookDelivery"][];
            /**
             * @description Null on the last page
             * @example WyIwMWExZmZkMSJd
             */
            nextCursor: string | null;
        };
        /**
         * @example {
         *       "seq": "01a1ffd1-7c14-7000-8000-fb80d1143f88",
         *       "state": "delivered",
         *       "attempts": 1,
         *       "lastStatus": 200,
         *       "lastError": null,
         *       "updatedAt": "2026-03-02T10:04:41.412Z",
         *       "event": {
         *         "id": "evt_5UnrZ3XfnGOIkFYrIMRjLVdHt-y",
         *         "type": "transaction.ended",
         *         "at": "2026-03-02T10:04:41.300Z",
         *         "station": "DEPOT-01",
         *         "data": {
         *           "transaction": {
         *             "id": "f8fedbde-8467-4226-b9c9-76b2985db854",
         *             "internalId": "01a1ffd1-71de-7000-8000-f74e33a7e79e",
         *             "stationId": "DEPOT-01",
         *             "evseId": 1,
         *             "connectorId": 1,
         *             "idToken": "04A2B91C",
         *             "startedAt": "2026-03-02T08:34:38.683Z",
         *             "endedAt": "2026-03-02T10:04:41.299Z",
         *             "stopReason": "EVDisconnected",
         *             "energyWh": 16120,
         *             "uncountedWh": 0,
         *             "exportedWh": null,
         *             "times": {
         *               "startedAt": "2026-03-02T08:34:38.683Z",
         *               "endedAt": "2026-03-02T10:04:41.299Z",
         *               "durationMs": 5402616,
         *               "isCorrected": false,
         *               "clockOffsetMs": null
         *             },
         *             "closed": null,
         *             "flags": []
         *           }
         *         }
         *       }
         *     }
         */
        WebhookDelivery: {
            /** @description Deliveries are sent in this order */
            seq: string;
            /** @enum {unknown} */
            state: "pending" | "delivered" | "failed";
            attempts: number;
            /** @description HTTP status of the last answer */
            lastStatus: number | null;
            /** @description Why the last attempt failed */
            lastError: string | null;
            updatedAt: string;
            /** @description As it is sent */
            event: {
                [key: string]: unknown;
            };
        };
        /**
         * @example {
         *       "id": "01a1ffd1-71b3-7000-8000-c20b1923fd17",
         *       "url": "https://billing.example/ocpp",
         *       "types": [
         *         "transaction.ended"
         *       ],
         *       "description": "Billing",
         *       "isEnabled": true,
         *       "disabledBecause": null,
         *       "createdAt": "2026-03-02T08:00:12.050Z",
         *       "secret": "whsec_MUAIw0PcUYqk0xn/j+72BGapUW5lSeBYp1IWSdl2q4M="
         *     }
         */
        WebhookWithSecret: {
            id: string;
            url: string;
            /** @description What it wants to hear of, such as transaction.ended or transaction.*; empty for everything */
            types: string[];
            description: string;
            isEnabled: boolean;
            /** @description Null unless it was switched off by itself */
            disabledBecause: string | null;
            /** @description ISO 8601, UTC */
            createdAt: string;
            /** @description Signs what is sent, as the Standard Webhooks specification has it. Shown this once */
            secret: string;
        };
        Webhooks: {
            items: components["schemas"]["Webhook"][];
            /**
             * @description Null on the last page
             * @example WyIwMWExZmZkMSJd
             */
            nextCursor: string | null;
        };
    };
    responses: {
        /** @description The request is not understood */
        InvalidRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:ocpp-kit:problem:invalid-request",
                 *       "title": "The request is not understood",
                 *       "status": 400,
                 *       "detail": "the querystring: /limit must be <= 200",
                 *       "errors": [
                 *         {
                 *           "pointer": "/limit",
                 *           "detail": "must be <= 200"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It is not known who asks */
        Unauthenticated: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:ocpp-kit:problem:unauthenticated",
                 *       "title": "It is not known who asks",
                 *       "status": 401,
                 *       "detail": "the request needs the header Authorization: Bearer, with a token that is known and not expired"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The caller may not do this */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:ocpp-kit:problem:forbidden",
                 *       "title": "The caller may not do this",
                 *       "status": 403,
                 *       "detail": "this needs the scope stations:write"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is nothing here */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:ocpp-kit:problem:not-found",
                 *       "title": "There is nothing here",
                 *       "status": 404,
                 *       "detail": "there is no station DEPOT-09",
                 *       "code": "UNKNOWN_STATION"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description This cannot be done now */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:ocpp-kit:problem:wrong-state",
                 *       "title": "This cannot be done now",
                 *       "status": 409,
                 *       "detail": "DEPOT-01 is not connected",
                 *       "code": "NOT_CONNECTED"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The key belongs to another request */
        Unprocessable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:ocpp-kit:problem:key-reused",
                 *       "title": "The key belongs to another request",
                 *       "status": 422,
                 *       "detail": "this Idempotency-Key came with another request before",
                 *       "code": "IDEMPOTENCY_KEY_REUSED"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests */
        RateLimited: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:ocpp-kit:problem:rate-limited",
                 *       "title": "Too many requests",
                 *       "status": 429,
                 *       "detail": "too many requests from this address",
                 *       "retryAfterSeconds": 5
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The store cannot be used now */
        Unavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:ocpp-kit:problem:unavailable",
                 *       "title": "The store cannot be used now",
                 *       "status": 503,
                 *       "detail": "what was asked is not done; ask again",
                 *       "code": "UNAVAILABLE",
                 *       "retryAfterSeconds": 5
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Any other problem: 502 and 504 where a station answers with an error, or not at all */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:ocpp-kit:problem:no-answer",
                 *       "title": "The station did not answer",
                 *       "status": 504,
                 *       "detail": "Reset to DEPOT-01: no answer within 30000 ms",
                 *       "code": "CALL_TIMEOUT"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /**
         * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
         * @example fleet-7-blocked-2026-03-02
         */
        IdempotencyKey: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listStations: {
        parameters: {
            query?: {
                /** @description Items at most */
                limit?: number;
                /** @description `nextCursor` of the page before; it fits the same query alone. Default: the first page */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stations"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    getStation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identity of the station, whatever its case */
                stationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Station"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    putStation: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Identity of the station, whatever its case */
                stationId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "labels": [
                 *         "depot",
                 *         "floor-1"
                 *       ],
                 *       "securityProfile": 2,
                 *       "notes": "Beside the gate"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Default: as it is, and Accepted for a new one
                     * @enum {unknown}
                     */
                    decision?: "Accepted" | "Pending" | "Rejected";
                    /** @description Holds from its next connection on. Default: that of the csms */
                    securityProfile?: number | null;
                    /**
                     * @description Forgets the profile that the station has reached, so that a lower one is let in again
                     * @default false
                     */
                    lowersSecurityProfile?: boolean;
                    /** @description In profile 3 its certificate must name it. Default: what it says itself */
                    expectedSerialNumber?: string | null;
                    /** @description Words to choose stations by */
                    labels?: string[];
                    /** @description For people */
                    notes?: string | null;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Station"];
                };
            };
            /** @description It is made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Station"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    deleteStation: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Identity of the station, whatever its case */
                stationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    setPassword: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Identity of the station, whatever its case */
                stationId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "xRq3TnV8sK2pLw9d"
                 *     }
                 */
                "application/json": {
                    /** @description 16 to 64 characters; for 1.6 16 to 20 bytes, as 32 to 40 hexadecimal digits */
                    password: string;
                };
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    removePassword: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Identity of the station, whatever its case */
                stationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Identity of the station, whatever its case */
                stationId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": {
                    /** @description 16 to 64 characters; for 1.6 16 to 20 bytes, as 32 to 40 hexadecimal digits. Default: a random one that nobody learns */
                    password?: string;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordChange"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    getConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identity of the station, whatever its case */
                stationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    diagnoseStation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identity of the station, whatever its case */
                stationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Diagnosis"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    listConnectionAttemptsOfStation: {
        parameters: {
            query?: {
                /** @description Items at most */
                limit?: number;
                /** @description `nextCursor` of the page before; it fits the same query alone. Default: the first page */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Identity of the station, whatever its case */
                stationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionAttempts"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    listConnectionAttempts: {
        parameters: {
            query?: {
                /** @description Items at most */
                limit?: number;
                /** @description `nextCursor` of the page before; it fits the same query alone. Default: the first page */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionAttempts"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    listMessages: {
        parameters: {
            query?: {
                /** @description As OCPP spells it */
                action?: string;
                /** @description `in` from the station, `out` to it. Default: both */
                direction?: "in" | "out";
                /** @description Items at most */
                limit?: number;
                /** @description `nextCursor` of the page before; it fits the same query alone. Default: the first page */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Identity of the station, whatever its case */
                stationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Messages"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    listTransactions: {
        parameters: {
            query?: {
                /** @description Only of this station */
                station?: string;
                /** @description Only on this token, whatever its type and case */
                idToken?: string;
                /** @description Only those that run, or only those that have ended */
                active?: boolean;
                /** @description Items at most */
                limit?: number;
                /** @description `nextCursor` of the page before; it fits the same query alone. Default: the first page */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transactions"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    getTransaction: {
        parameters: {
            query?: {
                /** @description Whose, where several stations gave the id */
                station?: string;
            };
            header?: never;
            path: {
                /** @description The id on the wire, or the internal one */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transaction"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    stopTransaction: {
        parameters: {
            query?: {
                /** @description Whose, where several stations gave the id */
                station?: string;
            };
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id on the wire, or the internal one */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StopResult"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    listTokens: {
        parameters: {
            query?: {
                /** @description Items at most */
                limit?: number;
                /** @description `nextCursor` of the page before; it fits the same query alone. Default: the first page */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    getToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Central, DirectPayment, eMAID, EVCCID, ISO14443, ISO15693, KeyCode, Local, MacAddress, VIN, whatever the case; `any` for a token that has none, or another */
                type: string;
                /** @description From 1 to 255 characters, compared whatever their case */
                value: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    putToken: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Central, DirectPayment, eMAID, EVCCID, ISO14443, ISO15693, KeyCode, Local, MacAddress, VIN, whatever the case; `any` for a token that has none, or another */
                type: string;
                /** @description From 1 to 255 characters, compared whatever their case */
                value: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "expiresAt": "2027-12-31T23:59:59Z",
                 *       "group": {
                 *         "idToken": "FLEET-7"
                 *       },
                 *       "maxConcurrent": 1,
                 *       "places": [
                 *         {
                 *           "label": "depot"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /**
                     * @description What stations are told of it. Default Accepted
                     * @enum {unknown}
                     */
                    status?: "Accepted" | "Blocked" | "Expired" | "Invalid" | "NoCredit" | "NotAllowedTypeEVSE" | "NotAtThisLocation" | "NotAtThisTime" | "Unknown";
                    /** @description ISO 8601; before it the token is NotAtThisTime. Default: at once */
                    validFrom?: string | null;
                    /** @description ISO 8601, also one that has passed; from then on the token is Expired. Default: never */
                    expiresAt?: string | null;
                    /** @description Tokens of one group may end each other’s transactions. Default: none */
                    group?: {
                        /** @description Compared whatever its case */
                        idToken: string;
                        /** @description Central, DirectPayment, eMAID, EVCCID, ISO14443, ISO15693, KeyCode, Local, MacAddress, VIN, whatever the case; `any` for a token that has none, or another */
                        type?: string;
                    } | null;
                    /** @description Transactions that may run on it at one time. Judged when a transaction begins with the token (StartTransaction, Started), never by Authorize; one that a running transaction is given later is not refused by it. Default: any number */
                    maxConcurrent?: number | null;
                    /** @description Where it may be used: at any of these. Default: everywhere */
                    places?: {
                        /** @description Identity of a station */
                        station?: string;
                        label?: string;
                        /** @description Default: all */
                        evseIds?: number[];
                    }[] | null;
                    /** @description Types of connectors that it may be used at, as far as those of a station are known. Default: all */
                    connectorTypes?: string[] | null;
                    /** @description When in the week it may begin to charge. Default: at any time */
                    times?: {
                        /** @description IANA name. Default UTC */
                        timeZone?: string;
                        windows: {
                            /** @description On which it begins. Default: all */
                            days?: ("Mon" | "Tue" | "Wed" | "Thu" | "Fri" | "Sat" | "Sun")[];
                            from: string;
                            /** @description Not after `from` means on the day after */
                            until: string;
                        }[];
                    } | null;
                    /** @description For how long a station may believe an answer. Default: until expiresAt */
                    cacheSeconds?: number | null;
                    /** @description Default: that of the station, 0 */
                    chargingPriority?: number | null;
                    /** @description Default: none */
                    language1?: string | null;
                    /** @description Another than language1, and none without it */
                    language2?: string | null;
                    /** @description Shown to the driver. Default: none */
                    personalMessage?: {
                        /** @description Stations of 2.0.1 are told up to 512 characters */
                        content: string;
                        /**
                         * @description Default UTF8
                         * @enum {unknown}
                         */
                        format?: "ASCII" | "HTML" | "URI" | "UTF8" | "QRCODE";
                        /** @description RFC 5646 */
                        language?: string;
                    } | null;
                    /** @description Words to choose tokens by, e.g. for local authorization lists */
                    labels?: string[] | null;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description It is made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    deleteToken: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Central, DirectPayment, eMAID, EVCCID, ISO14443, ISO15693, KeyCode, Local, MacAddress, VIN, whatever the case; `any` for a token that has none, or another */
                type: string;
                /** @description From 1 to 255 characters, compared whatever their case */
                value: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    sendCommand: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key is the same command */
                "idempotency-key"?: string;
                /** @description `wait=N`: up to N seconds, 60 at most, for the end of the command */
                prefer?: string;
            };
            path: {
                /** @description Identity of the station, whatever its case */
                stationId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "action": "ChangeAvailability",
                 *       "payload": {
                 *         "operationalStatus": "Inoperative",
                 *         "evse": {
                 *           "id": 1
                 *         }
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description As OCPP has it in the version of the station, e.g. `ClearCache` */
                    action: string;
                    /** @description As the schema of the version has it; what is left out stays absent, members keep their order */
                    payload: {
                        [key: string]: unknown;
                    };
                    /** @description ISO 8601. Default: at once */
                    notBefore?: string;
                    /** @description In which it may be sent. Default 300,000; 86,400,000 for what is repeated until the station is as wanted */
                    expiresInMs?: number;
                    /**
                     * @description Default `keep` for what is repeated until the station is as wanted; what is never repeated is kept with `expiresInMs` alone
                     * @enum {unknown}
                     */
                    whenOffline?: "refuse" | "keep";
                    /** @description Time for the answer. Default: that of the csms */
                    timeoutMs?: number;
                    /** @description What may be done with a DataTransfer that is not answered. Default: nothing */
                    vendor?: {
                        /** @enum {unknown} */
                        behaves: "read" | "converging" | "oneShot";
                        supersedeKey?: string;
                    };
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Command"];
                };
            };
            /** @description It is taken, and not done yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Command"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    listCommands: {
        parameters: {
            query?: {
                /** @description Only to this station */
                station?: string;
                /** @description Only those in this state */
                state?: "queued" | "sent" | "checking" | "done" | "rejected" | "failed" | "expired" | "cancelled" | "ambiguous";
                /** @description As OCPP has it in the version of the station, e.g. `ClearCache` */
                action?: string;
                /** @description Items at most */
                limit?: number;
                /** @description `nextCursor` of the page before; it fits the same query alone. Default: the first page */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Commands"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    sendCommands: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key is the same command */
                "idempotency-key"?: string;
                /** @description `wait=N`: up to N seconds, 60 at most, for the end of the command */
                prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "stations": [
                 *         "DEPOT-01",
                 *         "DEPOT-02"
                 *       ],
                 *       "action": "ClearCache",
                 *       "payload": {}
                 *     }
                 */
                "application/json": {
                    stations: string[];
                    /** @description As OCPP has it in the version of the station, e.g. `ClearCache` */
                    action: string;
                    /** @description As the schema of the version has it; what is left out stays absent, members keep their order */
                    payload: {
                        [key: string]: unknown;
                    };
                    /** @description ISO 8601. Default: at once */
                    notBefore?: string;
                    /** @description In which it may be sent. Default 300,000; 86,400,000 for what is repeated until the station is as wanted */
                    expiresInMs?: number;
                    /**
                     * @description Default `keep` for what is repeated until the station is as wanted; what is never repeated is kept with `expiresInMs` alone
                     * @enum {unknown}
                     */
                    whenOffline?: "refuse" | "keep";
                    /** @description Time for the answer. Default: that of the csms */
                    timeoutMs?: number;
                    /** @description What may be done with a DataTransfer that is not answered. Default: nothing */
                    vendor?: {
                        /** @enum {unknown} */
                        behaves: "read" | "converging" | "oneShot";
                        supersedeKey?: string;
                    };
                };
            };
        };
        responses: {
            /** @description It is taken, and not done yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentCommands"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    getCommand: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the command */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Command"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    cancelCommand: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Of the command */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Command"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    callStation: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Identity of the station, whatever its case */
                stationId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "action": "GetLocalListVersion",
                 *       "payload": {},
                 *       "timeoutMs": 10000
                 *     }
                 */
                "application/json": {
                    action: string;
                    payload: {
                        [key: string]: unknown;
                    };
                    /** @description Time for the answer. Default: that of the csms */
                    timeoutMs?: number;
                };
            };
        };
        responses: {
            /** @description Exactly one of these, as it was on the wire */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallOutcome"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    streamEvents: {
        parameters: {
            query?: {
                /** @description With commas: `transaction.*,station.booted`. Default: all */
                types?: string;
                /** @description Only of this station */
                station?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example id: 01a1ffd1-7c14-7000-8000-fb80d1143f88
                     *     event: connector.status
                     *     data: {"id":"evt_01a1ffc9-3696-7000-8000-325908667030","type":"connector.status","at":"2026-03-02T08:34:38.683Z","station":"DEPOT-01","data":{"evseId":1,"connectorId":1,"status":"Occupied"}}
                     */
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                /** @description Items at most */
                limit?: number;
                /** @description `nextCursor` of the page before; it fits the same query alone. Default: the first page */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhooks"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://billing.example/ocpp",
                 *       "types": [
                 *         "transaction.ended"
                 *       ],
                 *       "description": "Billing"
                 *     }
                 */
                "application/json": {
                    /** @description https://…; http:// to this machine alone */
                    url: string;
                    /** @description What it wants to hear of, such as transaction.ended or transaction.*; empty for everything */
                    types?: string[];
                    description?: string;
                    /** @description Default true. What it wants to hear of is not kept while it is off */
                    isEnabled?: boolean;
                };
            };
        };
        responses: {
            /** @description It is made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the webhook */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Of the webhook */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    changeWebhook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Of the webhook */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "isEnabled": false
                 *     }
                 */
                "application/json": {
                    /** @description https://…; http:// to this machine alone */
                    url?: string;
                    /** @description What it wants to hear of, such as transaction.ended or transaction.*; empty for everything */
                    types?: string[];
                    description?: string;
                    /** @description Default true. What it wants to hear of is not kept while it is off */
                    isEnabled?: boolean;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Of the webhook */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookWithSecret"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Of the webhook */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is taken, and not done yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        eventId: string;
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    replayWebhook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Of the webhook */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "since": "2026-03-01T00:00:00Z"
                 *     }
                 */
                "application/json": {
                    /** @description ISO 8601 */
                    since: string;
                };
            };
        };
        responses: {
            /** @description It is taken, and not done yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description How many are sent again */
                        deliveries: number;
                    };
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description Only those in this state */
                state?: "pending" | "delivered" | "failed";
                /** @description Items at most */
                limit?: number;
                /** @description `nextCursor` of the page before; it fits the same query alone. Default: the first page */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Of the webhook */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveries"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    listTransactionEvents: {
        parameters: {
            query?: {
                /** @description Where stations share the id */
                station?: string;
                /** @description How id tokens are shown; `shown` needs the scope tokens:read */
                idTokens?: "masked" | "shown" | "leftOut";
                /** @description Items at most */
                limit?: number;
                /** @description `nextCursor` of the page before; it fits the same query alone. Default: the first page */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The id on the wire, or the internal one */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TransactionEvents"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    listTransactionSamples: {
        parameters: {
            query?: {
                /** @description Where stations share the id */
                station?: string;
                /** @description Items at most */
                limit?: number;
                /** @description `nextCursor` of the page before; it fits the same query alone. Default: the first page */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The id on the wire, or the internal one */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TransactionSamples"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    explainTransaction: {
        parameters: {
            query?: {
                /** @description Where stations share the id */
                station?: string;
                /** @description How id tokens are shown; `shown` needs the scope tokens:read */
                idTokens?: "masked" | "shown" | "leftOut";
                /** @description For programs, or for people */
                format?: "json" | "text";
            };
            header?: never;
            path: {
                /** @description The id on the wire, or the internal one */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The explanation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TransactionExplanation"];
                    /**
                     * @example Transaction f8fedbde-8467-4226-b9c9-76b2985db854 of DEPOT-01 (OCPP 2.0.1)
                     *       EVSE 1, connector 1, token ***B91C
                     *       from 2026-03-02T08:34:38.683Z to 2026-03-02T10:04:41.299Z, reason EVDisconnected
                     *
                     *     Energy
                     *       16120 Wh = 1220620 Wh − 1204500 Wh
                     */
                    "text/plain": string;
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    closeTransaction: {
        parameters: {
            query?: {
                /** @description Where stations share the id */
                station?: string;
            };
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id on the wire, or the internal one */
                id: string;
            };
            cookie?: never;
        };
        /** @description Default: no reason */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "The station was taken down; the meter was read by hand"
                 *     }
                 */
                "application/json": {
                    /** @description Why, for whoever asks later */
                    reason?: string;
                } | null;
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transaction"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    getTransactionGap: {
        parameters: {
            query?: {
                /** @description Where stations share the id */
                station?: string;
            };
            header?: never;
            path: {
                /** @description The id on the wire, or the internal one */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TransactionGap"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    listTransactionGaps: {
        parameters: {
            query?: {
                /** @description Where stations share the id */
                station?: string;
                /** @description Only those that may be filled, or only those that are over */
                open?: boolean;
                /** @description Items at most */
                limit?: number;
                /** @description `nextCursor` of the page before; it fits the same query alone. Default: the first page */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TransactionGaps"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    exportTransactions: {
        parameters: {
            query: {
                /** @description CSV (RFC 4180) or a JSON array */
                format: "csv" | "json";
                /** @description Only of this station */
                station?: string;
                /** @description Only on this token, whatever its type and case */
                idToken?: string;
                /** @description Only those that run, or only those that have ended */
                active?: boolean;
                /** @description Only those that became known then or later, ISO 8601 */
                from?: string;
                /** @description Only those that became known before, ISO 8601 */
                to?: string;
                /** @description How id tokens are shown; `shown` needs the scope tokens:read */
                idTokens?: "masked" | "shown" | "leftOut";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file, written as it is read */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/json": {
                        [key: string]: unknown;
                    }[];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    exportTransactionEvents: {
        parameters: {
            query: {
                /** @description CSV (RFC 4180) or a JSON array */
                format: "csv" | "json";
                /** @description Where stations share the id */
                station?: string;
                /** @description How id tokens are shown; `shown` needs the scope tokens:read */
                idTokens?: "masked" | "shown" | "leftOut";
            };
            header?: never;
            path: {
                /** @description The id on the wire, or the internal one */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file, written as it is read */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/json": {
                        [key: string]: unknown;
                    }[];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    exportTransactionSamples: {
        parameters: {
            query: {
                /** @description CSV (RFC 4180) or a JSON array */
                format: "csv" | "json";
                /** @description Where stations share the id */
                station?: string;
            };
            header?: never;
            path: {
                /** @description The id on the wire, or the internal one */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file, written as it is read */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/json": {
                        [key: string]: unknown;
                    }[];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    listQuarantine: {
        parameters: {
            query?: {
                /** @description Only of this station */
                station?: string;
                /** @description Items at most */
                limit?: number;
                /** @description `nextCursor` of the page before; it fits the same query alone. Default: the first page */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quarantine"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    getQuarantined: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As the list has it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuarantinedMessage"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    deleteQuarantined: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description As the list has it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    replayQuarantined: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description As the list has it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    listTokenGroups: {
        parameters: {
            query?: {
                /** @description Items at most */
                limit?: number;
                /** @description `nextCursor` of the page before; it fits the same query alone. Default: the first page */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenGroups"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    getTokenGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Compared whatever its case */
                groupId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenGroup"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    putTokenGroup: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Compared whatever its case */
                groupId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Vans of the depot",
                 *       "status": "Accepted"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description What stations are told of it. Default Accepted
                     * @enum {unknown}
                     */
                    status?: "Accepted" | "Blocked" | "Expired" | "Invalid" | "NoCredit" | "NotAllowedTypeEVSE" | "NotAtThisLocation" | "NotAtThisTime" | "Unknown";
                    /** @description Its tokens end transactions and begin none (C16). Default false */
                    isMasterPass?: boolean;
                    /** @description For people */
                    name?: string | null;
                    /** @description Of its id where its tokens do not say. Default Central */
                    type?: string | null;
                    /** @description ISO 8601; before it the token is NotAtThisTime. Default: at once */
                    validFrom?: string | null;
                    /** @description ISO 8601, also one that has passed; from then on the token is Expired. Default: never */
                    expiresAt?: string | null;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenGroup"];
                };
            };
            /** @description It is made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenGroup"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    deleteTokenGroup: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Compared whatever its case */
                groupId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    getLocalList: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Identity of the station, whatever its case */
                stationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LocalList"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    putLocalList: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Identity of the station, whatever its case */
                stationId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "scope": {
                 *         "label": "fleet"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description Null for what holds for all stations */
                    scope?: (("off" | "empty" | "all") | {
                        label: string;
                    }) | null;
                    /** @description The most to put on it. Null for what the station says it takes */
                    maxEntries?: number | null;
                    /** @description Tokens that are never put on it */
                    excluded?: {
                        /** @description Compared whatever its case */
                        idToken: string;
                        /** @description Central, DirectPayment, eMAID, EVCCID, ISO14443, ISO15693, KeyCode, Local, MacAddress, VIN, whatever the case; `any` for a token that has none, or another */
                        type?: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LocalList"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    syncLocalList: {
        parameters: {
            query?: {
                /** @description All of it, whatever is known */
                full?: boolean;
            };
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Identity of the station, whatever its case */
                stationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LocalList"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    clearCache: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Identity of the station, whatever its case */
                stationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClearCacheResult"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    listVariables: {
        parameters: {
            query?: {
                /** @description Only of this component, in any case */
                component?: string;
                /** @description Only of this name, in any case */
                variable?: string;
                /** @description Only those that have another value than the desired one, or only others */
                drift?: boolean;
                /** @description Items at most */
                limit?: number;
                /** @description `nextCursor` of the page before; it fits the same query alone. Default: the first page */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description In any case */
                stationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Variables"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    setDesiredVariables: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description In any case */
                stationId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "values": [
                 *         {
                 *           "component": "OCPPCommCtrlr",
                 *           "variable": "HeartbeatInterval",
                 *           "value": "600"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    values: {
                        /** @description Of a key of 1.6: Configuration */
                        component: string;
                        componentInstance?: string;
                        evseId?: number;
                        connectorId?: number;
                        /** @description Of 1.6: the key */
                        variable: string;
                        instance?: string;
                        /** @enum {unknown} */
                        attribute?: "Actual" | "Target" | "MinSet" | "MaxSet";
                        /** @description Null: nothing is wanted of it any more */
                        value: string | null;
                    }[];
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VariableList"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    applyDesiredVariables: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description In any case */
                stationId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reset": "OnIdle"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Reset the station if a value needs it. Default: not
                     * @enum {unknown}
                     */
                    reset?: "OnIdle" | "Immediate";
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VariableList"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    revertVariables: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description In any case */
                stationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VariableList"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    listReports: {
        parameters: {
            query?: {
                /** @description Items at most */
                limit?: number;
                /** @description `nextCursor` of the page before; it fits the same query alone. Default: the first page */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description In any case */
                stationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reports"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    requestReport: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description In any case */
                stationId: string;
            };
            cookie?: never;
        };
        /** @description Default: a full report */
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "base": "SummaryInventory"
                 *     }
                 */
                "application/json": {
                    /** @enum {unknown} */
                    base?: "ConfigurationInventory" | "FullInventory" | "SummaryInventory";
                    criteria?: ("Active" | "Available" | "Enabled" | "Problem")[];
                    /** @description A component without a variable stands for all of its variables */
                    variables?: {
                        /** @description Of a key of 1.6: Configuration */
                        component: string;
                        componentInstance?: string;
                        evseId?: number;
                        connectorId?: number;
                        instance?: string;
                        /** @description Of 1.6: the key */
                        variable?: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description It is taken, and not done yet */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportList"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    getReport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description In any case */
                stationId: string;
                /** @description Of the report, as it was asked for */
                requestId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportContent"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    listNetworkProfiles: {
        parameters: {
            query?: {
                /** @description Items at most */
                limit?: number;
                /** @description `nextCursor` of the page before; it fits the same query alone. Default: the first page */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description In any case */
                stationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NetworkProfiles"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    setNetworkProfile: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description In any case */
                stationId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "slot": 1,
                 *       "profile": {
                 *         "url": "wss://csms.example/ocpp",
                 *         "interface": "Wired0",
                 *         "securityProfile": 2
                 *       },
                 *       "activate": true,
                 *       "reset": "OnIdle"
                 *     }
                 */
                "application/json": {
                    /** @description One that NetworkConfigurationPriority may name, and not the one in use */
                    slot: number;
                    profile: {
                        /** @description Of the csms, without the identity; wss:// but for security profile 1 */
                        url: string;
                        /** @description Wired0 … Wireless3; 2.1 also Any */
                        interface: string;
                        securityProfile: number;
                        /** @default 30 */
                        messageTimeoutSeconds?: number;
                        /** @enum {unknown} */
                        version?: "1.6" | "2.0.1" | "2.1";
                        /** @description As OCPP has it; sent, and not kept */
                        apn?: {
                            [key: string]: unknown;
                        };
                        /** @description As OCPP has it; sent, and not kept */
                        vpn?: {
                            [key: string]: unknown;
                        };
                        /** @description 2.1; basicAuthPassword is then for that identity, and where the station is to come here it has to be set */
                        identity?: string;
                        /** @description 2.1; good beside the old one until the station has used it; told to nobody */
                        basicAuthPassword?: string;
                    };
                    /**
                     * @description Make the slot the first in NetworkConfigurationPriority
                     * @default false
                     */
                    activate?: boolean;
                    /**
                     * @description Reset the station then. Default: not
                     * @enum {unknown}
                     */
                    reset?: "OnIdle" | "Immediate";
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NetworkProfileChange"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    logIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "ann",
                 *       "password": "correct horse battery"
                 *     }
                 */
                "application/json": {
                    name: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description It is made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    logOut: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    changeMyPassword: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "currentPassword": "correct horse battery",
                 *       "newPassword": "another horse battery"
                 *     }
                 */
                "application/json": {
                    currentPassword: string;
                    newPassword: string;
                };
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description Items at most */
                limit?: number;
                /** @description `nextCursor` of the page before; it fits the same query alone. Default: the first page */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Users"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "ann",
                 *       "password": "correct horse battery",
                 *       "role": "operator",
                 *       "limitedTo": {
                 *         "labels": [
                 *           "depot"
                 *         ]
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description Letters, digits and . _ @ + -, compared whatever their case */
                    name: string;
                    password: string;
                    /**
                     * @description viewer reads, operator runs stations, transactions and tokens, admin does everything
                     * @enum {unknown}
                     */
                    role: "viewer" | "operator" | "admin";
                    /** @description Only these stations may be seen and commanded, and nothing that is not of stations. Default null: everything that the role or the scopes allow */
                    limitedTo?: {
                        /** @description Identities, whatever their case. Default: none */
                        stations?: string[];
                        /** @description Labels of stations. Default: none */
                        labels?: string[];
                    } | null;
                };
            };
        };
        responses: {
            /** @description It is made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Letters, digits and . _ @ + -, compared whatever their case */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    deleteUser: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Letters, digits and . _ @ + -, compared whatever their case */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    changeUser: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Letters, digits and . _ @ + -, compared whatever their case */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "role": "viewer"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description viewer reads, operator runs stations, transactions and tokens, admin does everything
                     * @enum {unknown}
                     */
                    role?: "viewer" | "operator" | "admin";
                    /** @description Only these stations may be seen and commanded, and nothing that is not of stations. Default null: everything that the role or the scopes allow */
                    limitedTo?: {
                        /** @description Identities, whatever their case. Default: none */
                        stations?: string[];
                        /** @description Labels of stations. Default: none */
                        labels?: string[];
                    } | null;
                    isDisabled?: boolean;
                };
            };
        };
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    setUserPassword: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Letters, digits and . _ @ + -, compared whatever their case */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "another horse battery"
                 *     }
                 */
                "application/json": {
                    password: string;
                };
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                /** @description Items at most */
                limit?: number;
                /** @description `nextCursor` of the page before; it fits the same query alone. Default: the first page */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeys"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "billing",
                 *       "scopes": [
                 *         "transactions:read"
                 *       ],
                 *       "expiresAt": "2027-12-31T23:59:59Z"
                 *     }
                 */
                "application/json": {
                    name: string;
                    scopes: ("stations:read" | "stations:write" | "commands:read" | "commands:send" | "transactions:read" | "transactions:write" | "tokens:read" | "tokens:write" | "webhooks:read" | "webhooks:write" | "users:read" | "users:write" | "audit:read" | "system:read")[];
                    /** @description Only these stations may be seen and commanded, and nothing that is not of stations. Default null: everything that the role or the scopes allow */
                    limitedTo?: {
                        /** @description Identities, whatever their case. Default: none */
                        stations?: string[];
                        /** @description Labels of stations. Default: none */
                        labels?: string[];
                    } | null;
                    /** @description ISO 8601. Default: never */
                    expiresAt?: string | null;
                };
            };
        };
        responses: {
            /** @description It is made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    deleteApiKey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Up to 255 characters of your choice: the same request under the same key is done once, and answered as it was first
                 * @example fleet-7-blocked-2026-03-02
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Of the key, and not the key itself */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    listAuditEntries: {
        parameters: {
            query?: {
                /** @description Only of this one, by its id */
                actor?: string;
                /** @description Items at most */
                limit?: number;
                /** @description `nextCursor` of the page before; it fits the same query alone. Default: the first page */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditEntries"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            /** @description The csms cannot do its work now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Names begin with ocpp_csms_, those of the Node process with process_ and nodejs_ */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example # HELP ocpp_csms_connections Stations connected now
                     *     # TYPE ocpp_csms_connections gauge
                     *     ocpp_csms_connections 512
                     */
                    "text/plain": string;
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["RateLimited"];
            503: components["responses"]["Unavailable"];
            default: components["responses"]["Problem"];
        };
    };
}
