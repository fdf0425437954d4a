"""A command's surroundings when its app is there already."""


class AtThisApp:
    """The command's surroundings when its app is there already."""

    demo = False

    def __init__(self, app):
        self.app = app

    def open(self):
        return self.app
