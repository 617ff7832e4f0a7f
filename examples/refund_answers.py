"""The shapes in which people answer the refund desk. LangGraph refuses an answer that does not fit."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, RootModel, create_model, model_validator


class Decision(BaseModel):
    """Approve the refund, approve a part of it, or reject it."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"properties": {"decision": {"const": "partial"}}},
            "then": {"required": ["amount"], "properties": {"amount": {"type": "number"}}},
        }
    )

    decision: Literal["approve", "partial", "reject"]
    amount: float | None = Field(None, gt=0, description="For a partial refund: how much")
    note: str = Field("", description="Goes into the letter to the customer")

    @model_validator(mode="after")
    def partial_says_how_much(self) -> Self:
        if self.decision == "partial" and self.amount is None:
            raise ValueError("a partial refund needs an amount")
        return self


def decision_up_to(amount: float) -> type[Decision]:
    """``Decision``, with no part greater than the whole."""
    field = Decision.model_fields["amount"]
    return create_model(
        "Decision",
        __base__=Decision,
        amount=(float | None, Field(None, gt=0, le=amount, description=field.description)),
    )


class PayRefund(BaseModel):
    order: str
    amount: float = Field(gt=0)
    currency: str = Field(pattern="^[A-Z]{3}$")


class EditedAction(BaseModel):
    name: Literal["pay_refund"]
    args: PayRefund


class Approve(BaseModel):
    """Pay as proposed."""

    type: Literal["approve"]


class Edit(BaseModel):
    """Pay this instead."""

    type: Literal["edit"]
    edited_action: EditedAction


class Reject(BaseModel):
    """Do not pay."""

    type: Literal["reject"]
    message: str = Field("", description="Goes into the letter to the customer")


class Respond(BaseModel):
    """It was settled by hand; nothing is paid here."""

    type: Literal["respond"]
    message: str = Field(description="What was done, for the letter to the customer")


class PaymentApproval(RootModel[Annotated[Approve | Edit | Reject | Respond, Field(discriminator="type")]]):
    """An answer to the proposal to pay a large amount."""
