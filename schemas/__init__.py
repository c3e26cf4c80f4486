"""Our languages described for others: XSD, WSDL, JSON Schema and OpenAPI, made from our declarations.

A package only so that its files travel with the distribution and are found from an installed wheel.
It imports nothing; every other room may read it.
"""
