"""A program that copies as password managers do: with the mark that the content is to be kept from others."""

import threading

from Xlib import X, display
from Xlib.protocol import event

MARK = "x-kde-passwordManagerHint"


class Owner:
    """Owns the clipboard while it lasts, and notes in `asked` what it was asked for."""

    def __init__(self, name, text):
        self.asked = []
        self._text = text.encode()
        self._display = display.Display(name)
        self._atom = self._display.intern_atom
        self._window = self._display.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)

    def __enter__(self):
        self._window.set_selection_owner(self._atom("CLIPBOARD"), X.CurrentTime)
        self._display.flush()
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *exception):
        self._display.close()

    def _serve(self):
        try:
            while True:
                happened = self._display.next_event()
                if happened.type == X.SelectionRequest:
                    self._answer(happened)
        except Exception:  # The display was closed: it is over.
            return

    def _answer(self, request):
        target = self._display.get_atom_name(request.target)
        self.asked.append(target)
        where = request.property or request.target
        if target == "TARGETS":
            targets = [self._atom(name) for name in ("TARGETS", "UTF8_STRING", MARK)]
            request.requestor.change_property(where, self._atom("ATOM"), 32, targets)
        elif target == "UTF8_STRING":
            request.requestor.change_property(where, request.target, 8, self._text)
        elif target == MARK:
            request.requestor.change_property(where, request.target, 8, b"secret")
        else:
            where = X.NONE
        request.requestor.send_event(
            event.SelectionNotify(
                time=request.time,
                requestor=request.requestor,
                selection=request.selection,
                target=request.target,
                property=where,
            )
        )
        self._display.flush()
